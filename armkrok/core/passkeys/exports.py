"""What the organisation in scope has of a person's keys, for her own copy; never the keys themselves."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.core.passkeys.models import Invitation, Passkey
from armkrok.core.registry import Area


def areas_of(person_id: UUID) -> Iterator[Area]:
    """Keys, and invitations to add one."""
    columns = {
        "name": _("Nyckel"), "made": _("Tillagd"), "used": _("Senast använd"), "removed": _("Borttagen")
    }  # fmt: skip
    rows = [
        {"name": one.name, "made": one.created_at, "used": one.used_at, "removed": one.removed_at}
        for one in Passkey.objects.filter(person_id=person_id).order_by("created_at")
    ]
    yield Area("passkeys", _("Nycklar att logga in med"), columns, rows)
    columns = {"made": _("Skickad"), "used": _("Använd"), "withdrawn": _("Tillbakadragen")}
    rows = [
        {"made": one.made_at, "used": one.used_at, "withdrawn": one.withdrawn_at}
        for one in Invitation.objects.filter(person_id=person_id).order_by("made_at")
    ]
    yield Area("passkey-invitations", _("Inbjudningar att lägga till en nyckel"), columns, rows)
