"""How readings of sources went, as an officer reads it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from armkrok.core.identity.guarding import is_hidden, look_at
from armkrok.services.school.models import Finding, ImportRun, RosterPerson
from armkrok.services.school.queries.fault_words import KINDS, WORDS

SHOWN = 50
"""Of a fault, so many are shown one by one."""
OF_PEOPLE = {"RosterPerson", "Enrolment", "Responsible"}
"""Kinds whose findings have a person's id."""
SHAPES = {
    ImportRun.State.RUNNING: "wait",
    ImportRun.State.STOPPED: "stop",
    ImportRun.State.APPLIED: "done",
    ImportRun.State.FAILED: "late",
    ImportRun.State.DISCARDED: "draft",
}


@dataclass(frozen=True)
class Fault:
    """A kind of fault in one reading: how many, what to do, and the first of them."""

    code: str
    name: Promise
    advice: Promise
    is_withheld: bool
    number: int
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        """How many are not shown one by one."""
        return max(self.number - len(self.rows), 0)


def faults(run: ImportRun) -> list[Fault]:
    """Kinds of fault, those that keep rows out first and then by number."""
    found: dict[str, Fault] = {}
    totals: dict[str, int] = run.counts.get("faults", {})
    for one in run.findings.order_by("code", "line", "pk"):
        kind = KINDS[one.code]
        fault = found.setdefault(
            one.code,
            Fault(
                one.code,
                kind.name,
                kind.advice,
                one.weight == Finding.Weight.WITHHELD,
                totals.get(one.code, 0),
            ),
        )
        if len(fault.rows) < SHOWN:
            fault.rows.append(
                {
                    "kind": WORDS.get(one.kind, one.kind),
                    "is_person": one.kind in OF_PEOPLE,
                    "id": one.object_id,
                    "line": one.line,
                    "what": one.what,
                }
            )
    return sorted(found.values(), key=lambda one: (not one.is_withheld, -one.number, one.code))


def people(source_ids: Collection[str]) -> dict[str, RosterPerson]:
    """People of the roster by the source's ids; without whoever is protected and not shown to the reader."""
    found = list(RosterPerson.objects.filter(source_id__in=source_ids))
    look_at([one.pk for one in found if one.is_protected])
    return {str(one.source_id): one for one in found if not is_hidden(one.given_name or one.surname)}


def counts(run: ImportRun) -> list[dict[str, Any]]:
    """How many of each kind were read, and what came of them; kinds that were not told of are left out."""
    rows = []
    for kind, words in WORDS.items():
        one = run.counts.get(kind, {})
        if any(one.values()):
            rows.append({"kind": words, **{name: one.get(name, 0) for name in _NUMBERS}})
    return rows


_NUMBERS = ("read", "new", "changed", "gone", "withheld")


def shape(run: ImportRun) -> str:
    """The status mark of the run."""
    return SHAPES[ImportRun.State(run.state)]


def grouped(number: int) -> str:
    """Thousands apart, as 13 513."""
    return number_format(number, use_l10n=True, force_grouping=True)


def summary(run: ImportRun) -> str:
    """One line of how it went."""
    if run.state in {ImportRun.State.STOPPED, ImportRun.State.FAILED}:
        return run.why
    if run.state != ImportRun.State.APPLIED:
        return ""
    total = {name: grouped(sum(row[name] for row in counts(run))) for name in _NUMBERS}
    text = _("{new} nya, {changed} ändrade, {gone} borta, {withheld} felaktiga rader")
    return text.format(**total)
