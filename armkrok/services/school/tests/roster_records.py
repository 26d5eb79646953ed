"""A small school as records, for the tests of imports: a class of two, a teacher, a lesson."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from armkrok.kit.days import today
from armkrok.services.school.importing import records as told
from armkrok.services.school.importing.records import Reading, Record
from armkrok.services.school.importing.run import take
from armkrok.services.school.models import ImportRun, Source

NAMESPACE = UUID("5d1f4b1e-3a53-4c0e-9f64-0a1b2c3d4e5f")


def an_id(name: str) -> str:
    """The id that the source has for the thing called so."""
    return str(uuid5(NAMESPACE, name))


def school() -> list[told.Record]:
    """Huvudman, skola, skolenhet, a class with Alva and Bo, and Tea who teaches it mathematics."""
    return [
        told.UnitRecord(an_id("sundby"), "Huvudman", "Sundby kommun"),
        told.UnitRecord(an_id("ek"), "Skola", "Ekbackeskolan", parent=an_id("sundby")),
        told.UnitRecord(
            an_id("ek-en"),
            "Skolenhet",
            "Ekbackeskolan 4–6",
            parent=an_id("ek"),
            code="99010001",
            school_types=("GR",),
        ),
        told.PersonRecord(an_id("alva"), "Alva", "Ek", eppn="alva@skola.sundby.example"),
        told.PersonRecord(an_id("bo"), "Bo", "Al", eppn="bo@skola.sundby.example"),
        told.PersonRecord(an_id("tea"), "Tea", "Lind", eppn="tea@skola.sundby.example"),
        told.EnrolmentRecord(an_id("alva"), an_id("ek-en"), "GR", "4"),
        told.EnrolmentRecord(an_id("bo"), an_id("ek-en"), "GR", "4"),
        told.DutyRecord(an_id("tea-duty"), an_id("tea"), an_id("ek-en"), "Lärare"),
        told.GroupRecord(an_id("4A"), "4A", "Klass", an_id("ek-en"), "GR"),
        told.MembershipRecord(an_id("4A"), an_id("alva")),
        told.MembershipRecord(an_id("4A"), an_id("bo")),
        told.ActivityRecord(
            an_id("ma"), "Matematik 4A", an_id("ek-en"), subject_code="GRGRMAT01", subject_name="Matematik"
        ),
        told.ActivityGroupRecord(an_id("ma"), an_id("4A")),
        told.TeachingRecord(an_id("ma"), an_id("tea-duty")),
    ]


def imported(
    source: Source,
    records: Sequence[Record],
    *,
    day: date | None = None,
    marked: list[UUID] | None = None,
    **more: object,
) -> ImportRun:
    """The run, after the records have been taken; who became protected is put in `marked`."""
    run = ImportRun.objects.create(source=source)
    heard = marked if marked is not None else []
    reading = Reading(iter(records), **more)  # type: ignore[arg-type]
    take(run, reading, day=day or today(), on_marked=heard.extend)
    run.refresh_from_db()
    return run


def changed(records: Sequence[Record], name: str, **values: Any) -> list[Record]:
    """The records, with other values in the one whose id is that of `name`."""
    return [
        replace(one, **values) if getattr(one, "source_id", "") == an_id(name) else one for one in records
    ]
