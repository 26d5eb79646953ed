"""read(): the only way to say that somebody has been shown other people's data."""

from collections.abc import Iterable
from uuid import UUID

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.members.models import Member
from armkrok.core.reading.models import How, ReadRow, ReadSubject
from armkrok.core.tenants.scope import current_organisation_id

LONGEST_WHY = 300


class UnknownRead(LookupError):
    """No service declares this way of reading: add a ReadKind to its descriptor."""


def read(
    by: Actor,
    people: Iterable[UUID],
    what: str,
    *,
    why: str = "",
    about: UUID | None = None,
    how: How = How.SCREEN,
    withheld: int = 0,
) -> None:
    """Note that `by` is shown data of `people`, in the caller's transaction: no answer goes out without it.

    `what` is the key of a ReadKind; raises UnknownRead. `about` is the case or thing being worked on, `why`
    what the reader says of the reason. `withheld` is how many protected people were left out. One's own data
    is no read; nothing is written when nobody else is left. Three statements, however many the people are.
    """
    if what not in registry.read_kinds():
        raise UnknownRead(what)
    own = by.person.pk if by.person else None
    others = tuple(sorted(set(people) - {own}))
    if not others and not withheld:
        return
    row = ReadRow(
        organisation_id=current_organisation_id(),
        reader_id=by.doer_id,
        reader_kind=by.doer_kind,
        principal_id=by.principal_id,
        roles=list(by.role_keys),
        unit=_unit_of(own),
        what=what,
        how=how,
        why=why[:LONGEST_WHY],
        about_id=about,
        ip=by.ip or None,
        people=len(others),
        withheld=withheld,
    )
    row.person_ids = others
    row.content_hash = row.digest()
    row.save(force_insert=True)
    place = row.organisation_id
    ReadSubject.objects.bulk_create(
        ReadSubject(organisation_id=place, row_id=row.pk, person_id=one) for one in others
    )


def _unit_of(person_id: UUID | None) -> str:
    """What the reader's unit is called; the words are kept, since units are renamed."""
    if person_id is None:
        return ""
    units = Member.objects.filter(person_id=person_id, left_at=None, unit__isnull=False)
    return units.values_list("unit__name", flat=True).first() or ""
