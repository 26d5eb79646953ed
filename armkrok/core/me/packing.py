"""The copy as a file: JSON for machines, and one page in plain words for people."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from armkrok.core.me.gathering import Part
from armkrok.kit.days import now
from armkrok.ui import words

MINE = "du"
SUMMARY = "las-forst.html"


def packed(name: str, parts: Sequence[Part]) -> bytes:
    """A ZIP file: a folder for each organisation, a JSON file for each area, a page that shows it all.

    `name` is what that page calls the person.

    JSON is the structured, commonly used and machine-readable form that art. 20.1 asks for.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SUMMARY, _summary(name, parts))
        for part in parts:
            for area in part.areas:
                archive.writestr(f"{_folder(part)}/{area.key}.json", _as_json(list(area.rows)))
    return out.getvalue()


def _folder(part: Part) -> str:
    return part.organisation.slug if part.organisation else MINE


def _as_json(rows: list[Any]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _summary(name: str, parts: Sequence[Part]) -> str:
    shown = [
        {
            "organisation": part.organisation,
            "folder": _folder(part),
            "areas": [
                {
                    "name": area.name,
                    "file": f"{_folder(part)}/{area.key}.json",
                    "heads": list(area.columns.values()),
                    "rows": [[_in_words(row.get(key)) for key in area.columns] for row in area.rows],
                }
                for area in part.areas
            ],
        }
        for part in parts
    ]
    return render_to_string("me/copy.html", {"name": name, "made_at": now(), "parts": shown})


def _in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return words.full_moment(value)
    if isinstance(value, date):
        return words.full_day(value)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(one) for one in value)
    return "" if value is None else str(value)
