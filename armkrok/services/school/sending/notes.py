"""What a run says about objects that it did not send as they were, and how the notes are kept."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Kind, SendNote, SendRun

MOST = 500
"""Notes of a code that are kept; the rest are counted in one more."""

KINDS = {
    "protected": _("Personen är skyddad och lämnas inte ut"),
    "blocked": _("Står på mottagarens spärrlista"),
    "no-group": _("Är inte med i någon vald grupp"),
    "no-enrolment": _("Är inte inskriven på någon skola i dag"),
    "no-unit": _("Gruppens skolenhet finns inte längre eller är bortvald"),
    "empty-group": _("Gruppen har varken elever eller lärare"),
    "no-employment": _("Läraren är inte anställd på gruppens skola"),
    "duplicate-id": _("Två objekt har samma id"),
    "no-user-name": _("Inloggningsnamn saknas"),
    "no-name": _("Namn saknas"),
    "no-school-code": _("Skolenhetskod saknas"),
    "exists": _("Fanns redan hos mottagaren; innehållet skrivs nästa gång"),
    "missing": _("Fanns inte längre hos mottagaren; skapas nästa gång"),
    "answer": _("Mottagaren svarade nej"),
    "no-answer": _("Inget svar kom"),
    "create": _("Skapas"),
    "update": _("Ändras"),
    "delete": _("Tas bort"),
}
"""Codes of SendNote, and what they mean for whoever reads the run."""


@dataclass
class Notes:
    """Notes of one run, written together. Of each code the first MOST are kept and the others counted.

    With `about`, ids of objects or of whom they tell of, nothing is noted of any other.
    """

    run_id: UUID
    about: frozenset[str] = frozenset()
    waiting: list[SendNote] = field(default_factory=list)
    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def add(
        self, weight: SendNote.Weight, code: str, kind: Kind, *, sent_id: str = "",
        subject: str | None = None, name: str = "", detail: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """One object; `subject` is the row's id of the person that it tells of."""
        if self.about and self.about.isdisjoint((sent_id, subject or "")):
            return
        key = (str(weight), code, int(kind))
        self.counts[key] += 1
        if self.counts[key] > MOST:
            return
        note = SendNote(
            run_id=self.run_id, weight=weight, code=code, kind=kind, name=name[:200], detail=detail or {}
        )
        note.sent_id = UUID(sent_id) if sent_id else None
        note.subject_id = UUID(subject) if subject else None
        self.waiting.append(note)

    def keep(self) -> None:
        """Write what waits."""
        SendNote.objects.bulk_create(self.waiting, batch_size=500)
        self.waiting.clear()

    def keep_counts(self) -> None:
        """Write how many there were of what was not listed, at the end of the run."""
        for (weight, code, kind), number in self.counts.items():
            if number > MOST:
                detail = {"code": code, "more": number - MOST}
                SendNote.objects.create(
                    run_id=self.run_id, weight=weight, code=SendNote.MORE, kind=kind, detail=detail
                )

    def number(self, weight: str) -> int:
        """How many there are of the weight."""
        return sum(number for (one, _code, _kind), number in self.counts.items() if one == weight)


def forget(run: SendRun) -> None:
    """Take away the notes of a try that was cut short."""
    SendNote.objects.filter(run=run).delete()
