"""What is done with the read log by those who follow it up."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.audit.verification import Verification
from armkrok.core.events.recording import record
from armkrok.core.reading import queries
from armkrok.core.reading.errors import TooMuchToExport
from armkrok.core.reading.events import ReadLogChecked, ReadPolicyChanged, ReadsExported
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How, ReadPolicy, ReadRow, ReadSubject
from armkrok.core.reading.verification import verify
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.spreadsheets import plain

FOLLOWUP = "administration.followup"
MOST_LINES = 20_000
Line = list[str]


@transaction.atomic
def export(wanted: queries.Wanted, *, by: Actor) -> list[Line]:
    """A heading and a line for each person in each wanted read; of one person when one is wanted.

    That it was taken is recorded, and is itself a read of everybody in it. Raises TooMuchToExport.
    """
    rows = list(queries.reads(wanted)[: MOST_LINES + 1])
    subjects = ReadSubject.objects.filter(row__in=queries.reads(wanted).values("pk"))
    if wanted.person_id:
        subjects = subjects.filter(person_id=wanted.person_id)
    pairs = list(subjects.values_list("row_id", "person_id")[: MOST_LINES + 1])
    if max(len(rows), len(pairs)) > MOST_LINES:
        raise TooMuchToExport
    people: dict[UUID, list[UUID]] = defaultdict(list)
    for row_id, person_id in pairs:
        people[row_id].append(person_id)
    readers = {row.reader_id for row in rows if row.reader_id and row.reader_kind == "person"}
    read(by, readers | {one for _row, one in pairs}, FOLLOWUP, how=How.EXPORT)
    lines = [_heading(), *_lines(rows, people)]
    record(ReadsExported(len(lines) - 1, wanted.person_id), about=current_organisation(), by=by)
    return lines


def _heading() -> Line:
    return [
        _("Tid (UTC)"), _("Läsare"), _("Läsarens id"), _("Roll och enhet"), _("Vems uppgifter"),
        _("Personens id"), _("Vad"), _("Hur"), _("Varför"), _("Ärende"), _("Från adress"),
        _("Plats i kedjan"), _("Länk"),
    ]  # fmt: skip


def _lines(rows: list[ReadRow], people: dict[UUID, list[UUID]]) -> Iterator[Line]:
    names = queries.names_of(rows, (one for found in people.values() for one in found))
    for row in rows:
        for one in people.get(row.pk, [None]):
            cells = [
                row.at.astimezone(UTC).isoformat(timespec="seconds"), queries.reader_of(row, names),
                str(row.reader_id or ""), queries.standing_of(row), names.get(one, "") if one else "",
                str(one or ""), queries.kind_name(row.what), str(How(row.how).label), row.why,
                str(row.about_id or ""), row.ip or "", str(row.sequence or ""), bytes(row.hash or b"").hex(),
            ]  # fmt: skip
            yield [plain(cell) for cell in cells]


@transaction.atomic
def check(*, by: Actor) -> Verification:
    """Walk the chain and record how it went."""
    found = verify()
    record(ReadLogChecked(found.rows, len(found.faults)), about=current_organisation(), by=by)
    return found


@transaction.atomic
def change_policy(years: int, decision: str, *, names_readers: bool, by: Actor) -> ReadPolicy:
    """Say how long reads are kept, by which decision they are culled, and whether people see who read."""
    decided, _made = ReadPolicy.objects.select_for_update().get_or_create()
    was = (decided.years, decided.decision, decided.names_readers)
    if was != (years, decision, names_readers):
        decided.years, decided.decision, decided.names_readers = years, decision, names_readers
        decided.save()
        record(ReadPolicyChanged(years, decision, names_readers), about=decided, by=by)
    return decided
