"""The rule that the guarded fields ask: who is named to see protected persons."""

from collections.abc import Collection
from uuid import UUID

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import decide, granted, held_roles
from armkrok.core.identity.models import Person
from armkrok.core.reading.log import read
from armkrok.core.tenants.scope import current_organisation_id

SEE = "protection.see"
SEEN = "protection.person"


class NamedStaff:
    """Those who hold a role with the permission, in the organisation at hand, today."""

    def may_see(self, organisation_id: UUID, viewer_id: UUID) -> bool:
        """Whether the viewer is named for it in the organisation, which must be the one in scope."""
        if organisation_id != current_organisation_id():
            return False
        return decide(SEE, is_person=True, granted=granted(held_roles(viewer_id)))

    def saw(self, organisation_id: UUID, viewer_id: UUID, person_ids: Collection[UUID]) -> None:
        """One row in the read log for the protected people that a page or a deed has shown somebody."""
        viewer = Actor(person=Person(pk=viewer_id), role_keys=held_roles(viewer_id))
        read(viewer, person_ids, SEEN)
