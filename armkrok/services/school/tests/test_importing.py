"""What a source tells comes into the roster; what it no longer tells is ended and kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import connection

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import granted, held_roles
from armkrok.core.access.models import RoleAssignment
from armkrok.core.tenants.models import Unit as Workplace
from armkrok.services.school.access.roster import units_of
from armkrok.services.school.importing import records as told
from armkrok.services.school.importing.records import Record, activity_id, employment_id
from armkrok.services.school.models import (
    ActivityGroup,
    Duty,
    Earlier,
    Enrolment,
    ImportRun,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Source,
    Teaching,
)
from armkrok.services.school.tests.roster_records import an_id, changed, imported, school
from armkrok.site.settling import Settled


def codes(run: ImportRun) -> list[str]:
    return sorted(run.findings.values_list("code", flat=True))


def without(records: Sequence[Record], *gone: object) -> list[Record]:
    return [one for one in records if one not in gone]


def test_a_school_comes_in_whole(source: Source) -> None:
    run = imported(source, school())
    assert (run.state, codes(run)) == ("applied", [])
    unit = SchoolUnit.objects.get(kind="Skolenhet")
    assert (unit.code, unit.school_types, unit.parent and unit.parent.name) == (
        "99010001",
        ["GR"],
        "Ekbackeskolan",
    )
    assert [one.name for one in RosterPerson.objects.order_by("sort_key")] == ["Bo Al", "Alva Ek", "Tea Lind"]
    assert Membership.objects.filter(group__name="4A", start_on=None, end_on=None).count() == 2
    teaching = Teaching.objects.select_related("activity", "duty__person").get()
    assert (teaching.activity.subject_code, teaching.duty.person and teaching.duty.person.given_name) == (
        "GRGRMAT01",
        "Tea",
    )
    assert ActivityGroup.objects.get().group.name == "4A"
    assert Enrolment.objects.filter(school_year=4, unit=unit).count() == 2
    assert run.counts["Membership"] == {"read": 2, "new": 2, "changed": 0, "gone": 0}


def test_the_same_again_changes_nothing(source: Source) -> None:
    imported(source, school())
    before = list(RosterPerson.objects.order_by("pk").values_list("pk", "changed_at"))
    groups = list(PupilGroup.objects.values_list("pk", "changed_at"))
    run = imported(source, school())
    assert all(
        one.get("new", 0) + one.get("changed", 0) + one.get("gone", 0) == 0
        for kind, one in run.counts.items()
        if kind != "faults"
    )
    assert list(RosterPerson.objects.order_by("pk").values_list("pk", "changed_at")) == before
    assert list(PupilGroup.objects.values_list("pk", "changed_at")) == groups
    assert not Earlier.objects.exists()


def test_who_leaves_a_class_was_in_it_until_the_day_before(source: Source) -> None:
    imported(source, school(), day=date(2026, 8, 17))
    bo = told.MembershipRecord(an_id("4A"), an_id("bo"))
    imported(source, without(school(), bo), day=date(2026, 10, 2))
    ended = Membership.objects.get(pupil__given_name="Bo")
    assert ended.end_on == date(2026, 10, 1)
    imported(source, school(), day=date(2026, 11, 3))
    spans = Membership.objects.filter(pupil__given_name="Bo").order_by("-end_on")
    assert set(spans.values_list("start_on", "end_on")) == {
        (None, date(2026, 10, 1)),
        (date(2026, 11, 3), None),
    }


def test_a_link_changes_what_the_source_tells_it_of_and_nothing_else(source: Source) -> None:
    imported(source, school())
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    for model in (RosterPerson, PupilGroup, Duty):
        model.objects.update(changed_at=long_ago)
    imported(source, without(school(), told.MembershipRecord(an_id("4A"), an_id("bo"))))
    assert PupilGroup.objects.get().changed_at > long_ago
    assert not RosterPerson.objects.exclude(changed_at=long_ago).exists()
    assert not Duty.objects.exclude(changed_at=long_ago).exists()


def test_a_corrected_first_day_is_the_same_membership(source: Source) -> None:
    plain = told.MembershipRecord(an_id("4A"), an_id("bo"))
    one = [*without(school(), plain), replace(plain, start_on="2026-08-17")]
    imported(source, one)
    row = Membership.objects.get(pupil__given_name="Bo")
    imported(source, [*without(school(), plain), replace(plain, start_on="2026-08-10", end_on="2027-06-11")])
    after = Membership.objects.get(pupil__given_name="Bo")
    assert (after.pk, after.start_on, after.end_on) == (row.pk, date(2026, 8, 10), date(2027, 6, 11))


def test_what_a_thing_was_is_kept_but_never_a_number(source: Source) -> None:
    from armkrok.site.towns import person

    imported(source, changed(school(), "alva", number=person("karin").number))
    row = RosterPerson.objects.get(given_name="Alva")
    assert row.civic_number() == person("karin").number
    imported(source, changed(school(), "alva", number=person("elif").number, surname="Ekman"))
    again = RosterPerson.objects.get(given_name="Alva")
    assert (again.pk, again.surname, again.civic_number()) == (row.pk, "Ekman", person("elif").number)
    earlier = Earlier.objects.get(object_id=row.pk)
    assert earlier.values["surname"] == "Ek"
    assert not {"civic_sealed", "civic_lookup", "number"} & set(earlier.values)


def test_who_is_gone_is_marked_and_comes_back_as_the_same(source: Source) -> None:
    imported(source, school())
    gone = [
        one for one in school() if an_id("bo") not in {getattr(one, n, "") for n in ("source_id", "pupil")}
    ]
    source.limit_count, source.limit_percent = 50, 60
    source.save()
    run = imported(source, gone)
    bo = RosterPerson.objects.get(given_name="Bo")
    assert run.state == "applied"
    assert bo.gone_at
    imported(source, school())
    assert RosterPerson.objects.get(pk=bo.pk).gone_at is None


def test_derived_ids_are_the_egil_clients() -> None:
    unit, teacher = "8d371858-3fbd-4af2-ae33-84225ead4a1b", "75c666db-e60e-4687-bdd3-1af191fa6799"
    assert employment_id(unit, teacher) == "163cbddb-9fd0-53df-81e4-e022c5dd5c71"
    assert activity_id("39074b36-e0ed-4443-a501-5148992014b9", unit) == "857d1f1d-3e23-5896-9877-406ce84be599"


def test_an_employment_without_an_id_gets_the_derived_one(source: Source) -> None:
    imported(source, changed(school(), "tea-duty", source_id=""))
    assert str(Duty.objects.get().source_id) == employment_id(an_id("ek-en"), an_id("tea"))


def test_a_school_unit_gets_the_workplace_of_its_name_and_its_role_opens_it(
    source: Source, towns: Settled
) -> None:
    workplace = Workplace.objects.create(name="Ekbackeskolan 4–6")
    amina = towns.people["amina"]
    RoleAssignment.objects.create(person=amina, role="principal", unit=workplace)
    held = held_roles(amina.pk)
    actor = Actor(
        person=amina, organisation=towns.organisations["sundby"], permissions=granted(held), role_keys=held
    )
    assert not units_of(actor).exists()
    imported(source, school())
    assert [one.name for one in units_of(actor)] == ["Ekbackeskolan 4–6"]
    assert SchoolUnit.objects.filter(workplace=None).count() == 2


def test_a_workplace_chosen_by_hand_stays_and_a_shared_name_ties_none(source: Source) -> None:
    chosen = Workplace.objects.create(name="Norra området")
    imported(source, school())
    SchoolUnit.objects.filter(source_id=an_id("ek-en")).update(workplace=chosen)
    Workplace.objects.create(name="Ekbackeskolan 4–6")
    Workplace.objects.create(name="Sjöskolan")
    twins = [told.UnitRecord(an_id(f"sjö-{one}"), "Skolenhet", "Sjöskolan") for one in "ab"]
    imported(source, [*school(), *twins])
    tied = SchoolUnit.objects.exclude(workplace=None)
    assert [(one.name, one.workplace) for one in tied] == [("Ekbackeskolan 4–6", chosen)]


def test_pages_after_a_large_import_are_planned_for_what_it_brought(source: Source) -> None:
    people = [told.PersonRecord(an_id(f"p{n}"), "Per", f"Ek {n}") for n in range(1_000)]
    imported(source, [*school(), *people])
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'school_rosterperson'")
        assert cursor.fetchone()[0] == RosterPerson.objects.count() == 1_003
