"""Finding a colleague by what somebody has typed."""

from uuid import UUID

from armkrok.core.members.queries import members_called
from armkrok.services.school.errors.orders import NobodyCalled


def colleague(text: str) -> UUID:
    """The one who works here and has that name or address; raises NobodyCalled."""
    found = members_called(text)
    if len(found) != 1:
        raise NobodyCalled
    return found[0].person_id
