"""What the roster said on another day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Earlier, RosterPerson

NAMES: dict[str, Promise] = {
    "given_name": _("Förnamn"),
    "surname": _("Efternamn"),
    "eppn": _("Inloggningsnamn"),
    "email": _("E-post"),
    "birth_date": _("Födelsedatum"),
    "marking": _("Skyddsmarkering"),
    "status": _("Läge"),
    "name": _("Namn"),
    "kind": _("Typ"),
}
"""The values that a page tells of, and what they are called there."""


@dataclass(frozen=True)
class Change:
    """A value that another took the place of."""

    name: Promise
    was: str
    became: str
    at: datetime


def changes(person: RosterPerson) -> list[Change]:
    """How a person's values have changed, the newest first. The caller may see her."""
    rows = Earlier.objects.filter(object_id=person.pk, kind="RosterPerson").order_by("-until")
    later: dict[str, Any] = {name: _text(getattr(person, name, "")) for name in NAMES}
    found = []
    for row in rows:
        for name, words in NAMES.items():
            if name in row.values and _text(row.values[name]) != later[name]:
                found.append(Change(words, _text(row.values[name]), later[name], row.until))
                later[name] = _text(row.values[name])
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)
