"""Asking the register for whom a person may act, and keeping the answer."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from armkrok.core.identity.models import Person
from armkrok.core.identity.people import NumberRefused, find_or_add, number_of, read_number
from armkrok.core.mandates.errors import SourceSilent
from armkrok.core.mandates.models import Mandate
from armkrok.core.mandates.rights import Right
from armkrok.core.mandates.sources import source
from armkrok.kit.days import now, today

log = logging.getLogger(__name__)
Place = tuple[str, str, str]


def refresh(holder_id: UUID) -> None:
    """Ask about everything that the person may do for others; raises SourceSilent, and then nothing changes.

    Whoever has no Swedish number is in no register, and has no rights.
    """
    asked = source()
    if asked is None:
        raise SourceSilent("none is set")
    try:
        number = number_of(holder_id)
    except NumberRefused:
        return _take_in(holder_id, asked.key, [])
    Mandate.objects.filter(holder_id=holder_id, ended_at=None).update(tried_at=now())
    return _take_in(holder_id, asked.key, asked.rights_of(number))


@transaction.atomic
def _take_in(holder_id: UUID, key: str, rights: list[Right]) -> None:
    """Write what the register told: changed rows are changed, new are added, the rest are over."""
    Person.objects.select_for_update().get(pk=holder_id)
    present = Mandate.objects.filter(holder_id=holder_id, ended_at=None)
    known: dict[Place, Mandate] = {(one.source, one.reference, one.kind): one for one in present}
    for right in rights:
        row = known.pop((key, right.reference, right.kind), None)
        if (told := _told(right, row)) is None or told["principal_id"] == holder_id:
            continue
        if row and any(getattr(row, name) != told[name] for name in ("principal_id", "principal_number")):
            _end([row])  # the same reference for somebody else is another right
            row = None
        _keep(row, Mandate(holder_id=holder_id, source=key, reference=right.reference, kind=right.kind), told)
    _end(known.values())


def _told(right: Right, row: Mandate | None) -> dict[str, object] | None:
    """The values of the row; None when the principal has a number that may not be used here."""
    told: dict[str, object] = {
        "services": list(right.services), "valid_from": right.valid_from or today(),
        "valid_until": right.valid_until, "checked_at": now(), "tried_at": now(),
        "principal_id": None, "principal_number": "", "principal_name": "",
    }  # fmt: skip
    if row and right.valid_from is None:
        told["valid_from"] = row.valid_from
    if not right.is_person:
        return told | {"principal_number": right.number, "principal_name": right.name[:200]}
    try:
        person = find_or_add(read_number(right.number), right.name[:200])
    except NumberRefused:
        log.warning("the register of mandates told of a number that may not be used here")
        return None
    return told | {"principal_id": person.pk}


def _keep(row: Mandate | None, new: Mandate, told: dict[str, object]) -> None:
    kept = row or new
    for name, value in told.items():
        setattr(kept, name, value)
    kept.save()


def _end(rows: Iterable[Mandate]) -> None:
    ids = [one.pk for one in rows]
    Mandate.objects.filter(pk__in=ids).update(ended_at=now())
