"""Whether the trust lists read, for `armkrok check` and for those who look after the service."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from armkrok.services.signing.engine import read_folder


def lists() -> list[dict[str, Any]]:
    """Every file of the trust folder: its list's name, how many certificates, when it was put there, and
    the code of its fault (empty when it reads)."""
    folder = Path(settings.TRUST)
    found = read_folder(folder) if folder.is_dir() else ()
    return [
        {
            "file": one.file,
            "name": one.trusted.name if one.trusted else "",
            "count": len(one.trusted.certificates) if one.trusted else 0,
            "changed_at": datetime.fromtimestamp((folder / one.file).stat().st_mtime, UTC),
            "problem": one.problem,
        }
        for one in found
    ]


def faults() -> Iterator[str]:
    """A sentence for each list that does not read."""
    for one in lists():
        if one["problem"]:
            kept = "den senaste läsningen gäller" if one["count"] else "ingen därifrån är betrodd"
            yield f"Listan {one['file']} med betrodda utfärdare går inte att läsa ({one['problem']}): {kept}."
