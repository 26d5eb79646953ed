"""What a school system tells by SS 12000 becomes records: all of it, or what has changed."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from armkrok.kit.days import now, today
from armkrok.services.school.importing import ss12000_records as to_records
from armkrok.services.school.importing.records import (
    ActivityRecord,
    DutyRecord,
    EnrolmentRecord,
    GroupRecord,
    MembershipRecord,
    PersonRecord,
    Record,
    SourceFailed,
    TeachingRecord,
    UnitRecord,
    Unreadable,
)
from armkrok.services.school.importing.run import take
from armkrok.services.school.importing.ss12000_reading import OVERLAP, reading, wants_all
from armkrok.services.school.importing.words import marking
from armkrok.services.school.models import (
    ActivityGroup,
    Duty,
    Enrolment,
    ImportRun,
    Membership,
    RosterPerson,
    Source,
    Teaching,
)
from armkrok.services.school.tests.test_ss12000_client import KEY, School, url
from armkrok.site.settling import Settled
from tests.support.people import inside

__all__ = ["url"]


@pytest.fixture
def school(url: str, settings: object) -> Iterator[School]:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    found = School(url)
    found.turn("forget")
    yield found
    found.turn("faults", fault="")
    found.turn("oddities", oddities=[])


@pytest.fixture
def source(towns: Settled, school: School) -> Iterator[Source]:
    with inside(towns, "sara"):
        made = Source(kind=Source.Kind.SS12000, name="Skolsystemet", settings={"url": f"{school.url}/v2.0"})
        made.keep_secret(KEY)
        made.save()
        yield made


def records(source: Source, *, is_full: bool = True) -> list[Record]:
    return list(reading(source, is_full=is_full, wait=lambda _seconds: None).records)


def test_a_whole_municipality_is_read(source: Source) -> None:
    whole = reading(source, is_full=True)
    found = list(whole.records)
    counts = Counter(type(one) for one in found)
    assert (whole.is_delta, dict(whole.gone)) == (False, {})
    assert counts[PersonRecord] == 130
    assert counts[EnrolmentRecord] == 120
    assert counts[UnitRecord] == 3
    assert counts[DutyRecord] == 10
    assert counts[GroupRecord] == counts[ActivityRecord] == counts[TeachingRecord] == 15
    assert counts[MembershipRecord] == 360
    assert whole.told_until is not None
    assert abs(whole.told_until - now()) < timedelta(minutes=1)
    subjects = {one.subject_code for one in found if isinstance(one, ActivityRecord)}
    assert "GRGRMAT01" in subjects
    assert not any(
        one.number.isalnum() and not one.number.isdecimal() for one in found if isinstance(one, PersonRecord)
    )


def test_a_delta_tells_what_changed_and_what_is_gone(source: Source, school: School) -> None:
    people = [one for one in records(source) if isinstance(one, PersonRecord)]
    source.told_until = now()
    moved, gone = people[20].source_id, people[21].source_id
    school.turn("change", deed="mark", person=moved, marking="Sekretessmarkering")
    school.turn("change", deed="delete", person=gone)
    delta = reading(source, is_full=False)
    told = [one for one in delta.records if isinstance(one, PersonRecord)]
    assert delta.is_delta
    assert delta.gone["RosterPerson"] == [gone]
    assert [(one.source_id, one.marking) for one in told] == [(moved, "Sekretessmarkering")]
    asked = [line for line in school.asked() if "meta.modified.after" in line]
    after = (source.told_until - OVERLAP).strftime("%Y-%m-%dT%H%%3A%M")
    assert asked
    assert all(after in line for line in asked)


def test_a_source_that_does_not_tell_what_is_gone_is_read_whole(source: Source, school: School) -> None:
    source.told_until = now()
    school.turn("oddities", oddities=["no_deleted"])
    assert not reading(source, is_full=False).is_delta


def test_a_repeated_object_is_told_once(source: Source, school: School) -> None:
    ordinary = records(source)
    school.turn("oddities", oddities=["twice"])
    assert records(source) == ordinary


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("401", "", "släpper inte in oss"),
        ("403", "duties", "läsa tjänster"),
        ("404", "groups", "har inte grupper"),
        ("500", "persons", "fel 500"),
        ("torn", "activities", "inte JSON"),
        ("cut", "groups", "anslutningen bröts"),
    ],
)
def test_a_source_that_fails_says_why_in_words(
    source: Source, school: School, fault: str, kind: str, words: str
) -> None:
    school.turn("faults", fault=fault, kind=kind)
    with pytest.raises(SourceFailed, match=words) as failed:
        records(source)
    assert KEY not in str(failed.value)


def test_a_failure_in_the_middle_is_no_end(source: Source, school: School) -> None:
    taken = iter(reading(source, wait=lambda _seconds: None).records)
    next(taken)
    school.turn("faults", fault="403", kind="groups")
    with pytest.raises(SourceFailed):
        list(taken)


def test_a_source_without_duties_tells_nothing_of_them(source: Source, school: School) -> None:
    school.turn("faults", fault="404", kind="duties")
    found = reading(source)
    assert found.covers.isdisjoint({DutyRecord, TeachingRecord})
    assert PersonRecord in found.covers
    assert not any(isinstance(one, DutyRecord) for one in found.records)


def test_an_inner_address_is_not_called(source: Source, settings: object) -> None:
    settings.OUTGOING_HOSTS = []  # type: ignore[attr-defined]
    source.settings = {"url": "https://127.0.0.1/v2.0"}
    with pytest.raises(SourceFailed, match="internt nät"):
        reading(source)


def test_everything_is_read_at_first_and_then_once_a_week(source: Source) -> None:
    assert wants_all(source)
    source.told_until = now()
    source.save()
    assert wants_all(source)
    run = ImportRun.objects.create(source=source, state=ImportRun.State.APPLIED)
    assert not wants_all(source)
    assert reading(source).is_delta
    run.started_at = now() - timedelta(days=8)
    run.save()
    assert not reading(source).is_delta


def test_shapes_that_are_not_the_standards_give_empty_texts() -> None:
    odd: dict[str, object] = {
        "id": 7,
        "givenName": None,
        "civicNo": "190001019802",
        "emails": "x",
        "enrolments": [None, {}],
    }
    person, enrolment = to_records.of_person(odd)
    assert isinstance(person, PersonRecord)
    assert (person.source_id, person.given_name, person.number) == ("7", "", "")
    assert isinstance(enrolment, EnrolmentRecord)
    assert enrolment.unit == ""


@pytest.mark.parametrize(
    "told", [True, 1, "ja", ["Ingen"], {"value": "Sekretessmarkering"}, "Skyddad folkbokföring"]
)
def test_a_marking_of_any_shape_protects(told: object) -> None:
    (person,) = to_records.of_person({"id": "x", "securityMarking": told})
    assert isinstance(person, PersonRecord)
    assert marking(person.marking)[0] != "Ingen"


@pytest.mark.parametrize("told", [None, False, "", [], "Ingen"])
def test_no_marking_is_none(told: object) -> None:
    (person,) = to_records.of_person({"id": "x", "securityMarking": told})
    assert isinstance(person, PersonRecord)
    assert marking(person.marking)[0] == "Ingen"


@pytest.mark.parametrize(
    ("ties", "is_sound"),
    [
        ({}, True),
        ({"groups": None, "teachers": ""}, True),
        ({"groups": "x"}, False),
        ({"enrolments": [1]}, False),
        ({"emails": "x"}, False),
    ],
)
def test_ties_are_lists_of_objects_or_nothing(ties: dict[str, object], is_sound: bool) -> None:
    assert to_records.is_sound({"id": "x", **ties}) == is_sound


def test_objects_of_another_shape_are_as_they_were(source: Source, school: School) -> None:
    """The first on each page has text for lists: it is named, and loses nothing."""
    kinds: list[Any] = [Enrolment, Membership, Teaching, ActivityGroup, RosterPerson, Duty]
    source.settings["page"] = 10
    source.limit_count = source.limit_percent = 0
    source.save()
    _taken(source)
    before = [list(one.objects.order_by("pk").values()) for one in kinds]
    school.turn("oddities", oddities=["misshapen"])
    run = _taken(source)
    assert run.state == ImportRun.State.APPLIED
    assert set(run.findings.exclude(code="missing_value").values_list("code", "kind")) == {
        ("bad_object", kind) for kind in ("RosterPerson", "PupilGroup", "Activity")
    }
    assert [list(one.objects.order_by("pk").values()) for one in kinds] == before


def test_a_marking_protects_though_the_rest_cannot_be_read(source: Source, school: School) -> None:
    source.settings["page"] = 10
    _taken(source)
    school.turn("oddities", oddities=["misshapen"])
    who = _taken(source).findings.filter(kind="RosterPerson").latest("pk").object_id
    pupil = RosterPerson.objects.get(source_id=who)
    places = list(Enrolment.objects.filter(pupil=pupil).values())
    school.turn("change", deed="mark", person=who, marking="Sekretessmarkering")
    protected: list[UUID] = []
    _taken(source, protected)
    assert pupil.pk in protected
    assert list(Enrolment.objects.filter(pupil=pupil).values()) == places


def _taken(source: Source, protected: list[UUID] | None = None) -> ImportRun:
    """The source read and applied; those to protect are added to the list."""
    found = reading(source, is_full=True, wait=lambda _seconds: None)
    run = ImportRun.objects.create(source=source)
    take(run, found, day=today(), on_marked=([] if protected is None else protected).extend)
    return run


def test_the_id_of_a_programme_is_no_code() -> None:
    place = {"programme": {"id": "6f0e7a0c-0000-4000-8000-000000000001"}, "schoolType": "GY"}
    for more, expected in (({}, ""), ({"educationCode": "NA"}, "NA")):
        _person, enrolment = to_records.of_person({"id": "x", "enrolments": [place | more]})
        assert isinstance(enrolment, EnrolmentRecord)
        assert enrolment.programme == expected


def test_the_schools_address_comes_before_the_private_one_and_a_cancelled_enrolment_is_none() -> None:
    private, own = (
        {"value": "a@hem.example", "type": "Privat"},
        {"value": "a@skola.example", "type": "Skola elev"},
    )
    told = list(
        to_records.of_person({"id": "x", "emails": [private, own], "enrolments": [{"cancelled": True}]})
    )
    assert isinstance(told[0], PersonRecord)
    assert told[0].email == "a@skola.example"
    assert len(told) == 1
    assert not any(isinstance(one, Unreadable) for one in told)
