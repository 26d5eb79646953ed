"""What a dry run would change of an object, in words for the person who reads it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from armkrok.kit.ids import read_uuid
from armkrok.services.school.queries.levels import attribute_words, enumerated

NAMES = {
    "studentMemberships": gettext_noop("elever"),
    "owner": gettext_noop("skola"),
    "employedAt": gettext_noop("skola"),
    "user": gettext_noop("person"),
    "organisation": gettext_noop("kommun"),
    "schoolUnitGroup": gettext_noop("skola"),
    "schoolUnitCode": gettext_noop("skolenhetskod"),
    "schoolTypes": gettext_noop("skolformer"),
    "municipalityCode": gettext_noop("kommunkod"),
}
"""Names on the wire that no agreement lists, or that mean something else of one object than of all."""


def in_words(changes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each attribute's name with what it was and is to be; of ids, how many come and go."""
    return [_change(name, change) for name, change in changes.items()]


def _change(name: str, change: Mapping[str, Any]) -> dict[str, str]:
    words = _(NAMES[name]) if name in NAMES else attribute_words([name])
    added, removed = change.get("added"), change.get("removed")
    if added is None and removed is None:
        return {"name": words, "was": _shown(change.get("was")), "now": _shown(change.get("is"))}
    if _are_ids([*(added or ()), *(removed or ())]):
        return {"name": words, "text": _moved(len(added or ()), len(removed or ()))}
    return {"name": words, "was": _shown(removed), "now": _shown(added)}


def _moved(added: int, removed: int) -> str:
    parts = []
    if added:
        parts.append(ngettext("{count} läggs till", "{count} läggs till", added).format(count=added))
    if removed:
        parts.append(ngettext("{count} tas bort", "{count} tas bort", removed).format(count=removed))
    return enumerated(parts)


def _shown(value: Any) -> str:
    """A value as a person reads it; ids say nothing to anybody and are only said to be another one."""
    if value in (None, "", [], {}):
        return _("inget")
    if isinstance(value, list):
        return enumerated(dict.fromkeys(_shown(one) for one in value))
    if isinstance(value, dict):
        kept = [str(one) for key, one in value.items() if key not in {"value", "$ref"}]
        return ", ".join(kept) or _shown(value.get("value"))
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return _("en annan") if _is_id(value) else str(value)


def _are_ids(values: list[Any]) -> bool:
    return bool(values) and all(_is_id(one) for one in values)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and read_uuid(value) is not None
