"""What one run has found wrong in its source."""

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.functional import Promise

from armkrok.services.school.importing.parsing import an_id
from armkrok.services.school.models import Finding, ImportRun
from armkrok.services.school.queries.fault_words import KINDS

_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")
MOST_EACH = 500
"""Of a fault, so many are kept one by one; the rest are counted."""


def _without_number(text: str) -> str:
    """A source may have personal numbers where ids should be. A real id may look like one, and is none."""
    return text if an_id(text) else _NUMBER.sub("••••••", text)


class Findings:
    """What one run has found: all are counted, and the first of each kind are kept."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.totals: Counter[str] = Counter()
        self.kept: list[Finding] = []

    def add(
        self, code: str, kind: str, what: str | Promise = "", object_id: str = "", line: int | None = None
    ) -> None:
        """Note one fault."""
        self.totals[code] += 1
        if self.totals[code] <= MOST_EACH:
            text = str(what or KINDS[code].name)[:300]
            self.kept.append(
                Finding(run=self.run, code=code, weight=KINDS[code].weight, kind=kind,
                        object_id=_without_number(object_id[:80]), line=line, what=_without_number(text))
            )  # fmt: skip

    def add_rows(
        self, code: str, kind: str, what: str | Promise, rows: Iterable[tuple[str, int | None]]
    ) -> None:
        """Note the same fault of many: ids and lines."""
        for object_id, line in rows:
            self.add(code, kind, what, object_id, line)

    def keep(self) -> None:
        """Write them down, in place of those of an earlier attempt at the same run."""
        Finding.objects.filter(run=self.run).delete()
        Finding.objects.bulk_create(self.kept, batch_size=1000)
