"""What the roster said on another day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import end_of
from armkrok.services.school.models import Earlier, RosterPerson
from armkrok.services.school.models.roster import Rostered

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


def values_on(row: Rostered, day: date) -> dict[str, Any]:
    """What an object's values were when the day ended; empty when they are still the same.

    The first that was replaced after the day held on it. Numbers are never among them.
    """
    found = Earlier.objects.filter(object_id=row.pk, kind=type(row).__name__, until__gte=end_of(day))
    return found.order_by("until").values_list("values", flat=True).first() or {}


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
