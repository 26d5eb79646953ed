"""`armkrok passkey invite`: a link by which somebody may add a key; how the first operator gets in."""

from argparse import Namespace
from typing import TYPE_CHECKING
from uuid import UUID

from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop

if TYPE_CHECKING:
    from armkrok.core.members.models import Member

WRONG = 2


def command(wanted: Namespace) -> int:
    """Print the link, and nothing else that is secret."""
    with database():
        set_up()
        from armkrok.kit.refusals import Refusal

        try:
            url = link(wanted.organisation, person_id=wanted.person_id, email=wanted.email, name=wanted.name)
        except Refusal as refusal:
            raise Stop(str(refusal.text), WRONG) from refusal
    print("Länken gäller i 24 timmar och kan användas en gång. Öppna den på enheten där nyckeln ska finnas:")
    print(url)
    return 0


def link(slug: str, *, person_id: UUID | None, email: str | None, name: str | None) -> str:
    """Make the invitation; raises Stop or a Refusal. Django must be set up."""
    from armkrok.core.passkeys.actions.invitations import make
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope

    place = Organisation.objects.filter(slug=slug).first()
    if place is None:
        raise Stop(f"Det finns ingen organisation som heter {slug}.", WRONG)
    if name and not (place.is_operator and email):
        raise Stop("--name går bara tillsammans med --email, hos den som driver plattformen.", WRONG)
    with scope(place.pk):
        return make(_member(person_id, email, name), by=None).url


def _member(person_id: UUID | None, email: str | None, name: str | None) -> "Member":
    """The one member whom the arguments mean; a new one when there is a name."""
    from armkrok.core.members.models import Member
    from armkrok.core.passkeys.actions.invitations import introduce

    rows = Member.objects.select_related("person").filter(left_at=None)
    found = list((rows.filter(person_id=person_id) if person_id else rows.filter(email__iexact=email))[:2])
    if not found and name and email:
        return introduce(name, email)
    if len(found) != 1:
        raise Stop("Ingen medarbetare, eller flera, har den adressen eller det id:t där.", WRONG)
    return found[0]
