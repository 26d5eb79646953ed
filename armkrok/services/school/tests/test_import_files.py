"""Files as schools' systems write them: any encoding and separator; one bad line spoils nothing else."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest

from armkrok.kit.days import today
from armkrok.services.school.importing import csv_reading, egil_reading
from armkrok.services.school.importing.delimited import Text
from armkrok.services.school.importing.opening import _in
from armkrok.services.school.importing.records import (
    PersonRecord,
    Reading,
    SourceFailed,
    Unreadable,
    activity_id,
    employment_id,
)
from armkrok.services.school.importing.run import take
from armkrok.services.school.models import (
    Activity,
    ActivityGroup,
    Duty,
    Enrolment,
    ImportRun,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Source,
    Teaching,
)
from armkrok.services.school.tests.roster_records import an_id

HEADING = "id;givenName;familyName;eduPersonPrincipalName"


def text(name: str, content: bytes | str) -> Text:
    raw = content.encode() if isinstance(content, str) else content
    return Text(name, lambda: io.BytesIO(raw))


def people(content: bytes | str) -> list[PersonRecord | Unreadable]:
    return list(csv_reading.reading([text("persons.csv", content)]).records)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_name_is_the_same_however_it_is_written(encoding: str, ending: str, delimiter: str) -> None:
    lines = [HEADING, f"{an_id('bo')};Björn;Åkesson;bjorn@skola.example", ""]
    content = ending.join(lines).replace(";", delimiter).encode(encoding)
    assert people(content) == [PersonRecord(an_id("bo"), "Björn", "Åkesson", "bjorn@skola.example", line=2)]


def test_one_bad_line_in_many_is_named_by_number_and_the_rest_goes_on() -> None:
    lines = [f"{an_id(str(n % 1000))};Förnamn {n};Efternamn;" for n in range(200_000)]
    lines[123_455] = f'{an_id("x")};"Olle;Trasig'
    found = iter(csv_reading.reading([text("persons.csv", "\n".join([HEADING, *lines]))]).records)
    bad = [one for one in found if isinstance(one, Unreadable)]
    assert [(one.code, one.line) for one in bad] == [("bad_line", 123_457)]


def test_a_quotation_mark_out_of_place_swallows_no_further_lines() -> None:
    good = [f"{an_id(str(n))};Namn;Nummer {n};" for n in range(10)]
    found = people("\n".join([HEADING, f'{an_id("x")};"Olle;Trasig;', *good]))
    assert [one.line for one in found if isinstance(one, Unreadable)] == [2]
    assert len([one for one in found if isinstance(one, PersonRecord)]) == 10


def test_quoted_cells_hold_separators_and_line_breaks() -> None:
    found = people(f'{HEADING}\n{an_id("bo")};"Bo ""Bosse""";"Al;Ek\nvon";\n{an_id("alva")};Alva;Ek;\n')
    assert [one.given_name for one in found if isinstance(one, PersonRecord)] == ['Bo "Bosse"', "Alva"]


def test_a_line_in_another_encoding_is_left_out_and_named() -> None:
    rows = [HEADING, f"{an_id('bo')};Björn;Ek;", f"{an_id('alva')};Ölva;Ek;", f"{an_id('cia')};Cia;Ek;"]
    content = b"\n".join(row.encode("latin-1" if number == 2 else "utf-8") for number, row in enumerate(rows))
    found = people(content)
    assert [(one.code, one.line) for one in found if isinstance(one, Unreadable)] == [("bad_encoding", 3)]
    assert [one.given_name for one in found if isinstance(one, PersonRecord)] == ["Björn", "Cia"]


def test_too_few_or_too_many_cells_is_a_bad_line() -> None:
    found = people(
        f"{HEADING}\n{an_id('bo')};Bo\n{an_id('alva')};Alva;Ek;;extra\n{an_id('cia')};Cia;Ek;;;;\n"
    )
    assert [(type(one).__name__, one.line) for one in found] == [
        ("Unreadable", 2), ("Unreadable", 3), ("PersonRecord", 4),
    ]  # fmt: skip


def test_a_missing_column_or_unknown_name_says_what_is_wanted() -> None:
    with pytest.raises(SourceFailed, match=r"persons\.csv saknar kolumnen familyName"):
        people("id;givenName\nx;y\n")
    with pytest.raises(SourceFailed, match=r"organisations\.csv"):
        csv_reading.reading([text("elever.csv", "a;b\n")])


def test_a_zip_is_opened_and_a_broken_or_locked_one_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/persons.csv", f"{HEADING}\n{an_id('bo')};Bo;Al;\n")
        archive.writestr("__MACOSX/._persons.csv", "x")
    texts = _in("export.zip", packed.getvalue())
    assert [one.source_id for one in csv_reading.reading(texts[:1]).records] == [an_id("bo")]  # type: ignore[union-attr]
    with pytest.raises(SourceFailed, match="skadad"):
        _in("export.zip", packed.getvalue()[:50])


def imported(source: Source, reading: Reading) -> ImportRun:
    run = ImportRun.objects.create(source=source)
    take(run, reading, day=today(), on_marked=list)
    return run


EGIL: Sequence[tuple[str, str]] = (
    ("Organisations.csv", f"id;displayName\n{an_id('sundby')};Sundby\n"),
    ("SchoolUnits.csv", "id;displayName;schoolUnitCode;organisation\n"
     f"{an_id('ek')};Ekbackeskolan;99010001;{an_id('sundby')}\n{an_id('lind')};Lindskolan;99010002;\n"),
    ("Students.csv", "id;userName;givenName;familyName;schoolUnit;schoolYear;schoolType\n"
     f"{an_id('alva')};alva@s.example;Alva;Ek;{an_id('ek')};4;GR\n"),
    ("Teachers.csv", "id;userName;givenName;familyName;schoolUnit;studentGroups\n"
     f"{an_id('tea')};tea@s.example;Tea;Lind;{an_id('ek')} {an_id('lind')};{an_id('4A')}\n"
     f"{an_id('ture')};ture@s.example;Ture;Al;{an_id('lind')};{an_id('4A')}\n"),
    ("StudentGroups.csv", "id;displayName;studentGroupType;schoolUnit;studentMemberships\n"
     f"{an_id('4A')};4A;Klass;{an_id('ek')};{an_id('alva')}\n"),
)  # fmt: skip


def test_egil_files_give_the_egil_clients_ids_and_the_employment_at_the_groups_own_school(
    source: Source,
) -> None:
    run = imported(source, egil_reading.reading([text(name, content) for name, content in EGIL]))
    assert run.state == "applied"
    assert {str(one) for one in Duty.objects.values_list("source_id", flat=True)} == {
        employment_id(an_id("ek"), an_id("tea")),
        employment_id(an_id("lind"), an_id("tea")),
        employment_id(an_id("lind"), an_id("ture")),
    }
    teaching = Teaching.objects.select_related("activity", "duty__unit").get()
    assert str(teaching.activity.source_id) == activity_id(an_id("4A"), an_id("ek"))
    assert teaching.duty.unit.name == "Ekbackeskolan"
    assert list(run.findings.values_list("code", flat=True)) == ["no_employment"]
    assert Membership.objects.get().pupil.given_name == "Alva"


def test_egil_files_without_teachers_miss_nobody(source: Source) -> None:
    imported(source, egil_reading.reading([text(name, content) for name, content in EGIL]))
    some = [text(name, content) for name, content in EGIL if name != "Teachers.csv"]
    assert imported(source, egil_reading.reading(some)).state == "applied"
    assert not RosterPerson.objects.exclude(gone_at=None).exists()
    assert not Duty.objects.exclude(gone_at=None).exists()


@pytest.mark.parametrize("who", ["ek", "alva", "tea", "4A"])
def test_what_stands_on_an_egil_line_that_cannot_be_read_is_as_it_was(source: Source, who: str) -> None:
    """Employments and activities too, whose ids stand on no line: they are not taken from suppliers."""
    source.limit_percent = 100
    source.save()
    imported(source, egil_reading.reading([text(name, content) for name, content in EGIL]))
    before = _there()
    bad = [(name, re.sub(rf"(?m)^({an_id(who)};.*)$", r"\1;Extra", content)) for name, content in EGIL]
    run = imported(source, egil_reading.reading([text(name, content) for name, content in bad]))
    assert (run.state, run.findings.filter(code="bad_line").count()) == ("applied", 1)
    assert _there() == before


def _there() -> dict[str, set[object]]:
    """Everything that the roster holds now, with its own id."""
    kinds: list[Any] = [SchoolUnit, RosterPerson, Duty, PupilGroup, Activity]
    dated: list[Any] = [Enrolment, Membership, Teaching]
    found = {one.__name__: one.objects.filter(gone_at=None) for one in kinds}
    found |= {one.__name__: one.objects.filter(end_on=None) for one in dated}
    found["ActivityGroup"] = ActivityGroup.objects.all()
    return {name: set(rows.values_list("pk", flat=True)) for name, rows in found.items()}


UNITS = ("organisations.csv", f"id;organisationType;displayName\n{an_id('ek')};Skolenhet;Ek\n")
NAMES = "id;givenName;familyName"
PEOPLE = f"{NAMES}\n{an_id('bo')};Bo;Al\n{an_id('alva')};Alva;Ek\n{an_id('cia')};Cia;Ö\n"
GROUPS = f"id;displayName;groupType;organisation\n{an_id('4A')};4A;Klass;{an_id('ek')}\n"
MEMBERS = "group;person;startDate\n" + "".join(
    f"{an_id('4A')};{an_id(one)};\n" for one in ("bo", "alva", "cia")
)


def files(people: str | bytes, members: str) -> Reading:
    named = (UNITS, ("persons.csv", people), ("groups.csv", GROUPS), ("groupMemberships.csv", members))
    return csv_reading.reading([text(name, content) for name, content in named])


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        (f"{an_id('bo')};Bo;Al", f'{an_id("bo").upper()};"Bo;Al'),
        (f"{an_id('bo')};Bo;Al", f"{an_id('bo')};Bo"),
        (f"{an_id('bo')};Bo;Al", f"{an_id('bo')};Bo;Al;Extra"),
        (f"{an_id('4A')};{an_id('bo')};", f"{an_id('4A')};{an_id('bo')}"),
        (f"{an_id('4A')};{an_id('bo')};", f'"{an_id("4A")};{an_id("bo")};'),
    ],
)
def test_who_stands_on_a_line_that_cannot_be_read_is_as_she_was(source: Source, line: str, bad: str) -> None:
    """Of 200 000 lines one is bad: nobody loses her account for it, and who is not in the file still does."""
    source.limit_percent = 100
    source.save()
    imported(source, files(PEOPLE, MEMBERS))
    without_cia = (
        PEOPLE.replace(f"{an_id('cia')};Cia;Ö\n", ""),
        MEMBERS.replace(f"{an_id('4A')};{an_id('cia')};\n", ""),
    )
    run = imported(source, files(*(content.replace(line, bad) for content in without_cia)))
    assert (run.state, run.findings.filter(code="bad_line").count()) == ("applied", 1)
    there = RosterPerson.objects.filter(gone_at=None)
    assert set(there.values_list("given_name", flat=True)) == {"Bo", "Alva"}
    running = Membership.objects.filter(end_on=None)
    assert set(running.values_list("pupil__given_name", flat=True)) == {"Bo", "Alva"}
    imported(source, files(*without_cia))
    assert Membership.objects.filter(pupil__given_name="Bo").count() == 1


def test_who_stands_on_a_line_in_another_encoding_is_as_she_was(source: Source) -> None:
    source.limit_percent = 100
    source.save()
    imported(source, files(PEOPLE, MEMBERS))
    people = PEOPLE.replace("Bo;Al", "Bö;Ål").encode().replace("Bö;Ål".encode(), "Bö;Ål".encode("latin-1"))
    run = imported(source, files(people, MEMBERS))
    assert (run.state, run.findings.filter(code="bad_encoding").count()) == ("applied", 1)
    assert RosterPerson.objects.get(source_id=an_id("bo")).gone_at is None
