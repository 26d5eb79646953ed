"""What is wrong in a source is withheld or warned of, and told so that it can be put right."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from armkrok.kit.days import today
from armkrok.services.school.importing import records as told
from armkrok.services.school.importing.records import Reading
from armkrok.services.school.importing.run import take
from armkrok.services.school.models import (
    Duty,
    ImportRun,
    Membership,
    PupilGroup,
    RosterPerson,
    Source,
    Teaching,
)
from armkrok.services.school.tests.roster_records import an_id, changed, imported, school
from armkrok.site.towns import person


def found(run: ImportRun) -> dict[str, list[str]]:
    """Ids by code."""
    by_code: dict[str, list[str]] = {}
    for code, object_id in run.findings.order_by("code", "object_id").values_list("code", "object_id"):
        by_code.setdefault(code, []).append(object_id)
    return by_code


def test_a_bad_id_is_withheld_and_what_leans_on_it_is_told(source: Source) -> None:
    run = imported(source, changed(school(), "bo", source_id="elev-17"))
    assert found(run)["bad_id"] == ["elev-17"]
    assert not RosterPerson.objects.filter(given_name="Bo").exists()
    assert found(run)["broken_reference"] == sorted([an_id("4A"), an_id("bo")])
    assert Membership.objects.count() == 1


def test_two_with_the_same_id_are_both_withheld(source: Source) -> None:
    double = told.PersonRecord(an_id("bo"), "Bosse", "Annan", line=17)
    run = imported(source, [*school(), double])
    assert found(run)["duplicate_id"] == [an_id("bo"), an_id("bo")]
    assert not RosterPerson.objects.filter(surname__in=["Al", "Annan"]).exists()


def test_an_id_is_not_shared_by_a_person_and_a_group(source: Source) -> None:
    run = imported(source, [*school(), told.GroupRecord(an_id("bo"), "Bo", "Klass", an_id("ek-en"))])
    assert found(run)["duplicate_id"] == [an_id("bo"), an_id("bo")]
    assert not RosterPerson.objects.filter(given_name="Bo").exists()
    assert not PupilGroup.objects.filter(name="Bo").exists()


def test_who_is_faulty_today_is_not_gone_but_as_before(source: Source) -> None:
    imported(source, school())
    run = imported(source, changed(school(), "bo", given_name="", surname=""))
    assert found(run)["missing_value"] == [an_id("bo")]
    bo = RosterPerson.objects.get(source_id=an_id("bo"))
    assert (bo.given_name, bo.gone_at) == ("Bo", None)
    assert Membership.objects.filter(pupil=bo, end_on=None).exists()


def test_a_group_of_no_known_school_is_withheld(source: Source) -> None:
    run = imported(source, changed(school(), "4A", unit=an_id("nowhere")))
    assert an_id("4A") in found(run)["broken_reference"]
    assert not PupilGroup.objects.exists()
    assert not Membership.objects.exists()


def test_a_pupil_in_two_classes_is_told_of(source: Source) -> None:
    more: list[told.Record] = [
        told.GroupRecord(an_id("4B"), "4B", "Klass", an_id("ek-en")),
        told.MembershipRecord(an_id("4B"), an_id("bo")),
    ]
    run = imported(source, [*school(), *more])
    assert found(run)["two_classes"] == [an_id("bo")]
    assert Membership.objects.filter(pupil__given_name="Bo").count() == 2
    yesterday = today() - timedelta(days=1)
    more[1] = told.MembershipRecord(an_id("4B"), an_id("bo"), end_on=yesterday.isoformat())
    assert not found(imported(source, [*school(), *more])).get("two_classes"), "she has changed classes"


def test_a_teacher_without_employment_is_told_of(source: Source) -> None:
    records = [one for one in school() if not isinstance(one, told.DutyRecord)]
    run = imported(source, records)
    assert found(run)["no_employment"] == [an_id("ma")]
    assert found(run)["orphan_person"] == [an_id("tea")]
    assert not Teaching.objects.exists()
    assert not Duty.objects.exists()


def test_orphans_are_told_of(source: Source) -> None:
    run = imported(source, [
        *school(),
        told.GroupRecord(an_id("tom"), "Tom", "Undervisning", an_id("ek-en")),
        told.PersonRecord(an_id("ensam"), "Ensam", "Person"),
        told.PersonRecord(an_id("cia"), "Cia", "Cer"),
        told.MembershipRecord(an_id("4A"), an_id("cia")),
    ])  # fmt: skip
    assert found(run) == {
        "orphan_group": [an_id("tom")],
        "orphan_person": [an_id("ensam")],
        "no_school": [an_id("cia")],
    }


def test_an_unknown_code_is_kept_and_told_of(source: Source) -> None:
    run = imported(source, changed(school(), "tea-duty", role="Trollkarl"))
    assert found(run) == {"unknown_word": [an_id("tea-duty")]}
    assert Duty.objects.get().role == "Trollkarl"


def test_a_bad_day_keeps_the_link_out(source: Source) -> None:
    plain = told.MembershipRecord(an_id("4A"), an_id("bo"))
    rest = [one for one in school() if one != plain]
    for start, end in (("17/8", ""), ("2026-12-01", "2026-08-01")):
        run = imported(source, [*rest, replace(plain, start_on=start, end_on=end)])
        assert found(run) == {"bad_day": [an_id("4A")]}
        assert not Membership.objects.filter(pupil__given_name="Bo").exists()


def test_a_link_that_gets_a_bad_day_is_as_it_was(source: Source) -> None:
    imported(source, school())
    before = list(Membership.objects.order_by("pk").values())
    plain = told.MembershipRecord(an_id("4A"), an_id("bo"))
    rest = [one for one in school() if one != plain]
    run = imported(source, [*rest, replace(plain, start_on="17/8")])
    assert found(run) == {"bad_day": [an_id("4A")]}
    assert list(Membership.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("number", ["19990230-1234", "abc", "811218987", "20120101TF12"])
def test_a_number_that_is_none_is_left_out_and_never_told(
    source: Source, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    run = imported(source, changed(school(), "bo", number=number))
    assert found(run) == {"bad_number": [an_id("bo")]}
    assert not RosterPerson.objects.get(given_name="Bo").civic_sealed
    assert all(number not in what for what in run.findings.values_list("what", flat=True))
    assert number not in caplog.text


def test_two_with_the_same_number_are_told_of(source: Source) -> None:
    number = person("karin").number
    run = imported(source, changed(changed(school(), "bo", number=number), "alva", number=number))
    assert found(run) == {"duplicate_number": sorted([an_id("alva"), an_id("bo")])}


def test_every_marking_protects_and_what_is_not_understood_too(source: Source) -> None:
    for marking, words in (
        ("Sekretessmarkering", "Sekretessmarkering"),
        ("Skyddad folkbokföring", "Skyddad folkbokföring"),
        ("true", "Sekretessmarkering"),
        ("kanske", "Sekretessmarkering"),
    ):
        run = imported(source, changed(school(), "bo", marking=marking))
        bo = RosterPerson.objects.get(source_id=an_id("bo"))
        assert (bo.is_protected, bo.marking) == (True, words)
        assert ("unknown_marking" in found(run)) == (marking == "kanske")
        assert str(bo.given_name) != "Bo"


def test_newly_marked_people_are_told_of_once(source: Source) -> None:
    heard: list[UUID] = []
    imported(source, school(), marked=heard)
    assert heard == []
    imported(source, changed(school(), "bo", marking="Sekretessmarkering"), marked=heard)
    bo = RosterPerson.objects.get(source_id=an_id("bo"))
    assert heard == [bo.pk]
    imported(source, changed(school(), "bo", marking="Sekretessmarkering"), marked=heard)
    assert heard == [bo.pk]


def test_a_marking_protects_also_when_the_rest_is_withheld_or_stopped(source: Source) -> None:
    imported(source, school())
    heard: list[UUID] = []
    imported(
        source, changed(school(), "bo", marking="Sekretessmarkering", given_name="x" * 500), marked=heard
    )
    alva = told.PersonRecord(an_id("alva"), "Alva", "Ek", marking="Sekretessmarkering")
    run = imported(source, [alva], marked=heard)
    assert run.state == "stopped"
    protected = RosterPerson.objects.filter(is_protected=True)
    assert {str(one) for one in protected.values_list("source_id", flat=True)} == {an_id("alva"), an_id("bo")}
    assert set(heard) == {one.pk for one in protected}


def test_a_marking_taken_back_is_told_of_and_protects_no_more(source: Source) -> None:
    imported(source, changed(school(), "bo", marking="Sekretessmarkering"))
    run = imported(source, school())
    assert found(run) == {"marking_removed": [an_id("bo")]}
    assert not RosterPerson.objects.get(source_id=an_id("bo")).is_protected


def test_an_empty_source_is_stopped_and_nothing_is_gone(source: Source) -> None:
    imported(source, school())
    run = imported(source, [])
    assert run.state == "stopped"
    assert "Person: 3 av 3" in run.why
    assert not RosterPerson.objects.exclude(gone_at=None).exists()
    assert Membership.objects.filter(end_on=None).count() == 2


def test_all_classes_emptied_is_stopped_though_nobody_is_gone(source: Source) -> None:
    pupils = [told.PersonRecord(an_id(f"p{n}"), f"P{n}", "Elev") for n in range(80)]
    places = [told.EnrolmentRecord(an_id(f"p{n}"), an_id("ek-en"), "GR", "4") for n in range(80)]
    members = [told.MembershipRecord(an_id("4A"), an_id(f"p{n}")) for n in range(80)]
    imported(source, [*school(), *pupils, *places, *members])
    run = imported(source, [*school(), *pupils, *places])
    assert run.state == "stopped"
    assert Membership.objects.filter(end_on=None).count() == 82


def test_a_passed_limit_lets_through_what_was_seen_and_no_more(source: Source) -> None:
    imported(source, school())
    without_bo = [
        one for one in school() if an_id("bo") not in {getattr(one, n, "") for n in ("source_id", "pupil")}
    ]
    run = imported(source, without_bo)
    assert run.state == "stopped"
    run.allowed, run.state = {"RosterPerson": 1}, "running"
    run.save()
    take(run, Reading(iter([])), day=today(), on_marked=list)
    assert run.state == "stopped"
    run.state = "running"
    take(run, Reading(iter(without_bo)), day=today(), on_marked=list)
    assert run.state == "applied"
    assert RosterPerson.objects.get(source_id=an_id("bo")).gone_at


def test_what_a_file_does_not_tell_of_is_not_missed(source: Source) -> None:
    imported(source, school())
    people = [one for one in school() if isinstance(one, told.PersonRecord)]
    run = imported(source, people, covers=frozenset((told.PersonRecord,)))
    assert run.state == "applied"
    assert PupilGroup.objects.get().gone_at is None
    assert Membership.objects.filter(end_on=None).count() == 2


def test_a_delta_tells_only_of_what_it_names(source: Source) -> None:
    source.limit_percent = 100
    source.save()
    imported(source, school())
    alva = told.PersonRecord(an_id("alva"), "Alva", "Ekman")
    place = told.EnrolmentRecord(an_id("alva"), an_id("ek-en"), "GR", "5")
    gone = {"RosterPerson": [an_id("bo").upper(), "not-an-id"]}
    run = imported(source, [alva, place], is_delta=True, gone=gone)
    assert run.state == "applied", run.why
    assert RosterPerson.objects.get(source_id=an_id("alva")).surname == "Ekman"
    assert RosterPerson.objects.get(source_id=an_id("alva")).enrolments.get().school_year == 5
    assert RosterPerson.objects.get(source_id=an_id("bo")).gone_at
    assert RosterPerson.objects.get(source_id=an_id("tea")).gone_at is None


def test_a_second_source_does_not_miss_the_firsts(source: Source) -> None:
    imported(source, school())
    other = Source.objects.create(kind="csv", name="Gymnasiet")
    run = imported(other, [told.UnitRecord(an_id("gy"), "Skolenhet", "Gymnasiet")])
    assert run.state == "applied"
    assert not RosterPerson.objects.exclude(gone_at=None).exists()
