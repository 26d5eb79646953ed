"""Pages of sources, classes and pupils: who sees what, and what a protected pupil's teacher sees."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeGuard

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.notifications.models import Task
from armkrok.core.reading.models import ReadRow
from armkrok.core.tenants.models import OpenService
from armkrok.kit.days import today
from armkrok.services.school import telling
from armkrok.services.school.importing.records import PersonRecord, Reading
from armkrok.services.school.importing.run import take
from armkrok.services.school.models import (
    Duty,
    Earlier,
    Finding,
    ImportRun,
    PupilGroup,
    RosterPerson,
    Source,
)
from armkrok.services.school.tests.roster_records import an_id, school
from armkrok.site.settling import Settled
from armkrok.site.towns import person
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

AT = "/sundby/skola/"


def _is(one: object, name: str) -> TypeGuard[PersonRecord]:
    return getattr(one, "source_id", "") == an_id(name)


@pytest.fixture
def source(towns: Settled) -> Source:
    """Elif teaches Alva and Bo in 4A; Bo is protected."""
    with inside(towns, "sara"):
        OpenService.objects.get_or_create(service_key="school")
        made: Source = Source.objects.create(
            kind="csv", name="Elevsystemet", settings={"url": "https://8.8.8.8/f.zip"}
        )
        made.keep_secret("hemlig-nyckel-17")
        made.save()
        rows = [
            replace(one, email=person("elif").email) if _is(one, "tea")
            else replace(one, marking="Sekretessmarkering") if _is(one, "bo")
            else one
            for one in school()
        ]  # fmt: skip
        run = ImportRun.objects.create(source=made)
        take(run, Reading(iter(rows)), day=today(), on_marked=list)
        return made


def group_id(towns: Settled) -> str:
    with inside(towns, "sara"):
        return str(PupilGroup.objects.get(name="4A").pk)


def test_a_teacher_sees_her_own_class_without_the_protected_name(
    visit: Visit, towns: Settled, source: Source
) -> None:
    page = visit("elif").get(f"{AT}klasser/")
    assert "4A" in page.text
    shown = visit("elif").get(f"{AT}klasser/{group_id(towns)}/")
    assert "Alva Ek" in shown.text
    assert "Bo Al" not in shown.text
    assert "Person med skyddade uppgifter" in shown.text
    assert shown.text.index("Alva Ek") < shown.text.index("Person med skyddade uppgifter")  # Bo's is Al
    with inside(towns, "sara"):
        row = ReadRow.objects.get(what="school.class")
        assert (row.people, row.withheld) == (1, 1)


def test_a_protected_pupils_own_page_is_nobodys(visit: Visit, towns: Settled, source: Source) -> None:
    with inside(towns, "sara"):
        ids = dict(RosterPerson.objects.values_list("source_id", "pk"))
    by_name = {str(key): value for key, value in ids.items()}
    visit("elif").get(f"{AT}elever/{by_name[an_id('alva')]}/")
    for who in ("elif", "nadia"):
        visit(who).get(f"{AT}elever/{by_name[an_id('bo')]}/", status=404)


def test_another_teachers_class_is_unknown(visit: Visit, towns: Settled, source: Source) -> None:
    with inside(towns, "sara"):
        RosterPerson.objects.filter(source_id=an_id("tea")).update(person_id=None)
    visit("elif").get(f"{AT}klasser/{group_id(towns)}/", status=404)
    assert "4A" not in visit("elif").get(f"{AT}klasser/").text


def test_the_administrator_goes_from_school_to_pupil_and_sees_what_has_changed(
    visit: Visit, towns: Settled, source: Source
) -> None:
    nadia = visit("nadia")
    page = nadia.get(f"{AT}klasser/")
    assert "Ekbackeskolan 4–6" in page.text
    with inside(towns, "sara"):
        alva = RosterPerson.objects.get(source_id=an_id("alva"))
        Earlier.objects.create(kind="RosterPerson", object_id=alva.pk, values={"surname": "Tidigare"})
        unit = PupilGroup.objects.get(name="4A").unit_id
    assert "4A" in nadia.get(f"{AT}skolor/{unit}/").text
    assert "Tidigare" in nadia.get(f"{AT}elever/{alva.pk}/").text


def test_who_is_not_employed_any_more_teaches_no_class(visit: Visit, towns: Settled, source: Source) -> None:
    at = f"{AT}klasser/{group_id(towns)}/"
    nadia = visit("nadia")
    teacher = "Tea Lind"
    assert teacher in nadia.get(at).text
    with inside(towns, "sara"):
        Duty.objects.filter(person__source_id=an_id("tea")).update(end_on=today() - timedelta(days=1))
    assert teacher not in nadia.get(at).text


def test_a_day_before_the_school_began_has_nobody(visit: Visit, towns: Settled, source: Source) -> None:
    with inside(towns, "sara"):
        group = PupilGroup.objects.get(name="4A")
        group.memberships.update(start_on="2026-08-17")
        RosterPerson.objects.update(is_protected=False)
    at = f"{AT}klasser/{group.pk}/"
    assert "Ingen elev" in visit("elif").get(at, dag="2026-08-16").text
    shown = visit("elif").get(at, dag="2026-08-17").text
    assert "2 elever" in shown
    assert shown.count("17 augusti 2026") == 2, (
        "the day that is shown, and since when they all have been there"
    )
    visit("elif").get(at, dag="i går", status=422)


def test_a_secret_is_never_shown(visit: Visit, source: Source) -> None:
    sara = visit("sara")
    for address in ("kallor/", f"kallor/{source.pk}/", f"kallor/{source.pk}/installningar/"):
        assert "hemlig-nyckel-17" not in sara.get(AT + address).html


def test_a_source_is_added_and_changed(visit: Visit, towns: Settled, source: Source) -> None:
    sara = visit("sara")
    sara.get(f"{AT}kallor/ny/")
    page = sara.get(f"{AT}kallor/ny/", kind="egil_csv")
    made = sara.follow(sara.submit(page, "?kind=egil_csv", name="Nya systemet", at_hours="12, 2,2"))
    assert "Nya systemet" in made.text
    with inside(towns, "sara"):
        row = Source.objects.get(name="Nya systemet")
        assert (row.kind, row.at_hours) == ("egil_csv", "2,12")
    address = f"{AT}kallor/{row.pk}/installningar/"
    with unchanged(towns):
        refused = sara.submit(sara.get(address), at_hours="25", url="https://127.0.0.1/x", status=422)
    assert len(refused.problems) == 2


def test_files_are_handed_in_and_the_report_says_what_to_do(
    visit: Visit, towns: Settled, source: Source
) -> None:
    from armkrok.services.school.importing.performing import perform

    sara = visit("sara")
    with inside(towns, "sara"):
        Source.objects.update(limit_count=1000, limit_percent=100)
    content = f"id;givenName;familyName\nelev-17;Fel;Id\n{an_id('alva')};Alva;Ek\n".encode()
    sent = sara.post(f"{AT}kallor/{source.pk}/lamna/", {"files": SimpleUploadedFile("persons.csv", content)})
    with inside(towns, "sara") as actor:
        run = ImportRun.objects.latest("started_at")
        assert actor.organisation is not None
        perform(actor.organisation.pk, run.pk, on_marked=list)
    report = sara.follow(sent)
    assert "Felaktigt id (1)" in report.text
    assert "Rätta id:t i källan" in report.text
    assert "rad 2" in report.text


def test_what_is_wrong_is_told_by_name_and_leads_to_the_person(
    visit: Visit, towns: Settled, source: Source
) -> None:
    with inside(towns, "sara"):
        run = ImportRun.objects.create(source=source, state=ImportRun.State.APPLIED)
        for name in ("alva", "bo", "nobody"):
            Finding.objects.create(
                run=run,
                code="bad_number",
                kind="RosterPerson",
                weight="warning",
                object_id=an_id(name),
                what="x",
            )
        alva = RosterPerson.objects.get(source_id=an_id("alva"))
    sara = visit("sara")
    page = sara.get(f"{AT}lasningar/{run.pk}/")
    assert page.find(f"//a[@href='{AT}elever/{alva.pk}/'][.='Alva Ek']")
    assert an_id("alva") not in page.text
    assert an_id("nobody") in page.text
    assert (an_id("bo") in page.text, "Bo Al" in page.text) == (True, False)
    with inside(towns, "sara"):
        row = ReadRow.objects.get(what="school.findings")
        assert (row.people, row.about_id) == (1, run.pk)
    few = sara.statements(f"{AT}lasningar/{run.pk}/")
    with inside(towns, "sara"):
        rows = [
            Finding(
                run=run, code="bad_birth", kind="Enrolment", weight="warning", object_id=an_id(name), what="x"
            )
            for name in ("tea", "alva", "bo") * 10
        ]
        Finding.objects.bulk_create(rows)
    assert sara.statements(f"{AT}lasningar/{run.pk}/") == few


def test_an_officer_decides_on_the_page(visit: Visit, towns: Settled, source: Source) -> None:
    with inside(towns, "sara"):
        run = ImportRun.objects.create(source=source)
        take(run, Reading(iter([])), day=today(), on_marked=list)
        assert run.state == "stopped"
        telling.import_ended(run)
        assert Task.objects.filter(about_id=source.pk, done_at=None).exists()
    at = f"{AT}lasningar/{run.pk}/"
    assert "Släpp förbi en gång" not in visit("nadia").get(at).text
    with unchanged(towns):
        visit("nadia").post(f"{at}slapp-forbi/", status=403)
        visit("vera").post(f"{at}kasta/", status=404)
    sara = visit("sara")
    page = sara.follow(sara.submit(sara.get(at), "/kasta/"))
    assert "Kastad" in page.text
    with inside(towns, "sara"):
        assert not Task.objects.filter(about_id=source.pk, done_at=None).exists(), "nothing waits for her"


@pytest.mark.parametrize("address", ["kallor/", "kallor/ny/", "klasser/"])
def test_strangers_see_nothing(visit: Visit, towns: Settled, source: Source, address: str) -> None:
    visit("vera").get(AT + address, status=404)
    visit("johan").get(AT + address, status=404)
