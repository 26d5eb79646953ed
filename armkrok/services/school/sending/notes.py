"""Words for what a run notes: skipped, failed, different."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS = {
    "blocked": _("Står på listan över dem som aldrig skickas"),
    "protected": _("Skyddad elev, lämnas inte ut"),
    "orphan-user": _("Finns i ingen vald grupp"),
    "empty-group": _("Gruppen har varken elever eller lärare"),
    "no-unit": _("Gruppens skola saknas"),
    "no-employment": _("Läraren har ingen anställning på gruppens skola"),
    "not-rendered": _("Uppgifter saknas, så objektet kunde inte skickas"),
    "create-failed": _("Mottagaren tog inte emot det nya objektet"),
    "exists": _("Fanns redan hos mottagaren, ersätts nästa gång"),
    "update-failed": _("Mottagaren tog inte emot ändringen"),
    "unknown": _("Fanns inte hos mottagaren, skapas nästa gång"),
    "delete-failed": _("Mottagaren tog inte bort objektet"),
    "create": _("Skulle skapas"),
    "update": _("Skulle ändras"),
    "delete": _("Skulle tas bort"),
}
"""What each code of SendNote means to the one who reads it."""


@dataclass(frozen=True)
class Difference:
    """An attribute that would change, from what to what."""

    name: str
    was: str
    now: str


def words(code: str) -> str:
    """The sentence of a code; the code itself when it has none."""
    return str(KINDS.get(code, code))


def changes(detail: dict[str, Any]) -> list[Difference]:
    """The attributes that a difference is about: `detail` is {"changes": {name: [was, now]}}."""
    found = detail.get("changes") or {}
    return [Difference(name, _shown(was), _shown(now)) for name, (was, now) in found.items()]


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return gettext("inget")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
