"""Somebody gets another's place in a request: the row of the one who leaves is kept."""

from dataclasses import dataclass

from armkrok.core.documents import files
from armkrok.core.identity.models import Person
from armkrok.core.notifications import tasks
from armkrok.kit.days import now
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.signing.actions.preparing import prepare
from armkrok.services.signing.errors import AlreadyInvited, NoName, SamePerson
from armkrok.services.signing.models import Document, Party, Placement, Signature, SigningRequest

INHERITED = (
    "request", "role", "turn", "position", "field", "seat", "principal", "principal_number",
)  # fmt: skip


@dataclass(frozen=True)
class Substitute:
    """Who comes instead."""

    person: Person
    name: str
    email: str
    title: str = ""


def take_over(request: SigningRequest, old: Party, new: Substitute, why: str) -> Party:
    """Put the substitute in the place of somebody who has not done her part.

    The request must be locked. The new row is LATER until somebody asks. If nobody has signed any document,
    the signature pages are made anew with the right name; else the field is kept, and the box will say
    "i stället för". What was said to the other alone, and the mandate that she had by herself, are not passed
    on. Raises SamePerson, AlreadyInvited and NoName.
    """
    if new.person.pk == old.person_id:
        raise SamePerson
    present = Party.objects.filter(request=request, person=new.person)
    if present.exclude(state=Party.State.REPLACED).exists():
        raise AlreadyInvited
    if not (name := readable(new.name)):
        raise NoName
    old.state, old.replaced_why = Party.State.REPLACED, readable_lines(why)[:500]
    old.save(update_fields=["state", "replaced_why"])
    tasks.done(request.pk, person_id=old.person_id)
    party: Party = Party.objects.create(
        person=new.person, name=name, email=new.email, title=readable(new.title), replaces=old,
        state=Party.State.LATER, **{key: getattr(old, key) for key in INHERITED},
    )  # fmt: skip
    Placement.objects.filter(party=old).update(party=party)
    if party.role == Party.Role.SIGNER and prepare_anew(request):
        party.refresh_from_db(fields=["field"])
    return party


def _has_begun(request: SigningRequest) -> bool:
    """Whether the pages must stay: there is a signature on them, or somebody is away to make one."""
    if Signature.objects.filter(document__request=request).exists():
        return True
    return Document.objects.filter(request=request, reserved_until__gt=now()).exists()


def prepare_anew(request: SigningRequest) -> bool:
    """Make the signature pages that there are again, unless somebody has begun to sign; whether it was done.

    The request must be locked.
    """
    if _has_begun(request):
        return False
    prepared = Document.objects.filter(request=request, kind=Document.Kind.SIGN, current__isnull=False)
    for document in prepared.select_related("current"):
        before = document.current
        document.current = None
        document.save(update_fields=["current"])
        files.discard(before)
    Party.objects.filter(request=request, state=Party.State.REPLACED).update(field="")
    prepare(request)
    return True
