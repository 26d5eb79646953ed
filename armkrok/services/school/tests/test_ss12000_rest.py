"""The roster as SS 12000: asked by a system of Sundby's, and read back by our own client, unchanged."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.importing.records import PersonRecord, Record
from armkrok.services.school.models import (
    Activity,
    Duty,
    Enrolment,
    Membership,
    PupilGroup,
    RosterPerson,
    Source,
)
from armkrok.services.school.tests.roster_records import imported
from armkrok.services.school.tests.ss12000_system import (
    ADULT,
    ALVA,
    AUTHORITY,
    BLIND,
    BO,
    CLASS,
    DUTY,
    ELSEWHERE,
    HERE,
    LESSON,
    SCHOOL,
    TEA,
    TOKEN,
    UNIT,
    System,
    an_id,
    let_in,
    read_back,
    the_school,
)
from armkrok.site.settling import Settled


@pytest.fixture
def _roster(towns: Settled) -> None:
    for slug in ("sundby", "norrvik"):
        with scope(towns.organisations[slug].pk):
            OpenService.objects.get_or_create(service_key="school")
    with scope(towns.organisations["norrvik"].pk):
        let_in("norrvik", ELSEWHERE, "school.read", "school.numbers")
    with scope(towns.organisations["sundby"].pk):
        let_in("sundby", TOKEN, "school.read", "school.numbers")
        let_in("sundby", BLIND, "school.read")
        imported(Source.objects.create(kind="csv", name="Källan"), the_school())


@pytest.fixture
def system(_roster: None) -> System:
    return System()


def test_our_own_client_reads_back_what_came_in_but_for_the_protected(system: System) -> None:
    def is_open(record: Record) -> bool:
        keys = {getattr(record, name, "") for name in ("source_id", "pupil", "adult", "person")}
        return BO not in keys

    given = {repr(_plain(one)) for one in the_school() if is_open(one)}
    assert {repr(_plain(one)) for one in read_back(system)} == given


def _plain(record: Record) -> Record:
    """No marking is the same as the marking that says so."""
    return replace(record, marking="Ingen") if isinstance(record, PersonRecord) else record


def test_numbers_need_a_permission_of_their_own(system: System) -> None:
    assert system.get(f"persons/{ALVA}")["civicNo"]["nationality"] == "SE"
    assert "civicNo" not in System(BLIND).get(f"persons/{ALVA}")
    number = system.get(f"persons/{ALVA}")["civicNo"]["value"]
    assert [one["id"] for one in system.post("persons/lookup", {"civicNos": [number]})["data"]] == [ALVA]
    assert set(System(BLIND).post("persons/lookup", {"civicNos": [number]}, 400)) == {"code", "message"}
    assert system.get("persons", 400, civicNo=number)["code"] == "BadRequest"


def test_a_protected_pupil_is_nowhere(system: System) -> None:
    assert BO not in system.ids("persons")
    assert system.get(f"persons/{BO}", 404) == {"code": "NotFound", "message": "There is no such resource."}
    assert system.post("persons/lookup", {"ids": [BO]})["data"] == []
    for path in ("groups", "activities?expand=groups", f"persons/{ADULT}?expand=responsibleFor"):
        assert BO not in json.dumps(system.get(path))
    assert system.get("deletedEntities")["data"] == {}


def test_a_protected_teachers_duty_is_nowhere(system: System, towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        RosterPerson.objects.filter(source_id=TEA).update(is_protected=True, protected_at=now())
    assert system.get("duties")["data"] == []
    for path in ("activities", "activities?expand=teachers", "groups?expand=assignmentRoles"):
        assert DUTY not in json.dumps(system.get(path))
    assert set(system.get("deletedEntities")["data"]) == {"persons", "duties"}


def test_another_town_and_other_tokens_get_nothing(system: System) -> None:
    System(ELSEWHERE).get("persons", 401)
    System("x" * 43).get("persons", 401)
    answer = Browser().get(
        "/api/v1/norrvik/skola/ss12000/persons", headers={"Authorization": f"Bearer {ELSEWHERE}"}
    )
    assert answer.json()["data"] == []


def test_pages_go_on_where_they_ended(system: System, towns: Settled) -> None:
    first = system.get("persons", limit="2")
    second = system.get("persons", limit="2", pageToken=first["pageToken"])
    assert second["pageToken"] is None
    for more in ({"sortkey": "DisplayNameAsc"}, {"meta.modified.after": "2020-01-01T00:00:00Z"}):
        refused = system.get("persons", 400, pageToken=first["pageToken"], **more)
        assert "pageToken can only be combined with limit" in refused["message"]
    assert len({one["id"] for one in first["data"] + second["data"]}) == 3
    ordered = system.get("persons", limit="2", sortkey="DisplayNameAsc")
    rest = system.get("persons", limit="2", pageToken=ordered["pageToken"])
    assert [one["givenName"] for one in ordered["data"] + rest["data"]] == ["Alva", "Ann", "Tea"]
    with scope(towns.organisations["sundby"].pk):
        RosterPerson.objects.filter(source_id=TEA).update(changed_at=now() + timedelta(hours=1))
    assert system.ids("persons", sortkey="ModifiedDesc")[0] == TEA
    assert system.ids("persons", sortkey="ModifiedAsc")[-1] == TEA


@pytest.mark.parametrize(
    "given",
    [
        {"limit": "0"}, {"limit": "x"}, {"pageToken": "x"}, {"pageToken": "x", "expand": "duties"},
        {"nonsense": "1"}, {"sortkey": "Sideways"}, {"expand": "everything"}, {"meta.modified.after": "2026"},
        {"meta.modified.after": "2026-08-01T00:00:00"}, {"meta.other": "2026-08-01T00:00:00Z"},
        {"pageToken": base64.urlsafe_b64encode(b'["persons", [["meta.other", "x"]], 0, ""]').decode()},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_in_the_standards_form(
    system: System, given: dict[str, str]
) -> None:
    assert set(system.get("persons", 400, **given)) == {"code", "message"}


def test_bodies_that_are_not_understood_are_refused(system: System) -> None:
    bodies: list[Any] = [[], {"ids": "x"}, {"ids": ["x"]}, {"ids": [1]}]
    for body in bodies:
        system.post("persons/lookup", body, 400)
    assert System().browser.get(f"{HERE}/feathers").status_code == 404
    assert system.get("placements") == {"data": [], "pageToken": None}


def test_after_is_exclusive_and_before_inclusive(system: System) -> None:
    modified = system.get(f"groups/{CLASS}")["meta"]["modified"]
    assert system.ids("groups", **{"meta.modified.after": modified}) == []
    assert system.ids("groups", **{"meta.modified.before": modified}) == [CLASS]
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert system.ids("groups", **{"meta.created.after": later}) == []
    assert system.ids("groups", **{"meta.created.before": later}) == [CLASS]


def test_what_goes_is_told_among_the_deleted(system: System, towns: Settled) -> None:
    moment = datetime.now(UTC).isoformat()
    with scope(towns.organisations["sundby"].pk):
        PupilGroup.objects.filter(source_id=CLASS).update(gone_at=now())
    assert system.ids("groups") == []
    assert system.get("deletedEntities", after=moment)["data"] == {"groups": [CLASS]}
    assert system.get("deletedEntities", after=moment, entities="persons")["data"] == {}


def test_an_activity_that_goes_is_told_in_the_standards_spelling(system: System, towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        Activity.objects.update(gone_at=now())
    assert system.get("deletedEntities", entities="activities")["data"] == {"activitites": [LESSON]}


REQUIRED = {
    "organisations": {"id", "meta", "displayName", "organisationType"},
    "persons": {"id", "meta", "givenName", "familyName"},
    "duties": {"id", "meta", "dutyAt", "dutyRole", "startDate"},
    "groups": {"id", "meta", "displayName", "groupType", "startDate", "organisation"},
    "activities": {
        "id", "meta", "displayName", "organisation", "groups", "startDate", "calendarEventsRequired",
    },
    "syllabuses": {"id", "schoolType", "subjectCode", "subjectName", "official"},
}  # fmt: skip


@pytest.mark.parametrize("collection", REQUIRED)
def test_what_the_standard_requires_is_there(system: System, towns: Settled, collection: str) -> None:
    with scope(towns.organisations["sundby"].pk):
        RosterPerson.objects.filter(source_id=ADULT).update(surname="")
        for model in (Duty, PupilGroup, Activity, Enrolment):
            model.objects.update(start_on=None)
    found = system.get(collection)["data"]
    assert found
    for one in found:
        assert REQUIRED[collection] <= one.keys()
        for place in one.get("enrolments", ()):
            assert {"enroledAt", "schoolType", "startDate"} <= place.keys()


def test_filters_find_what_they_name(system: System) -> None:
    assert system.ids("organisations", type="Skolenhet") == [UNIT]
    assert system.ids("organisations", parent=AUTHORITY) == [SCHOOL]
    assert system.ids("duties", person=TEA, dutyRole="Lärare") == [DUTY]
    assert system.ids("groups", groupType="Undervisning") == []
    assert system.ids("groups", **{"endDate.onOrAfter": "2030-01-01"}) == [CLASS]
    assert system.ids("groups", **{"startDate.onOrBefore": "2019-01-01"}) == []
    system.get("duties", 400, person="x")


def test_parts_and_names_are_shown_within(system: System) -> None:
    activity = system.get(
        f"activities/{LESSON}", expand="groups,teachers,syllabus", expandReferenceNames="true"
    )
    assert activity["organisation"]["displayName"] == "Ek 4–6"
    parts = activity["_embedded"]
    assert [one["displayName"] for one in parts["groups"]] == ["4A"]
    assert [one["dutyRole"] for one in parts["teachers"]] == ["Lärare"]
    assert parts["syllabus"]["id"] == activity["syllabus"]["id"]
    alva = system.get(f"persons/{ALVA}", expand="groupMemberships,duties,placements")["_embedded"]
    assert [one["displayName"] for one in alva["groupMemberships"]] == ["4A"]
    assert alva["duties"] == alva["placements"] == []
    tea = system.get(f"persons/{TEA}", expand="duties")["_embedded"]
    assert tea["duties"][0]["assignmentRole"][0]["assignmentRoleType"] == "Mentor"
    group = system.get(f"groups/{CLASS}", expand="assignmentRoles", expandReferenceNames="true")
    assert group["_embedded"]["assignmentRoles"][0]["duty"]["displayName"] == "Tea Lind"
    assert group["groupMemberships"][0]["person"]["displayName"] == "Alva Ek"
    assert system.get("duties", expand="person")["data"][0]["_embedded"]["person"]["familyName"] == "Lind"


def test_a_read_is_logged_by_person(system: System, towns: Settled) -> None:
    system.get("persons")
    with scope(towns.organisations["sundby"].pk):
        row = ReadRow.objects.get(what="school.api")
        seen = set(ReadSubject.objects.filter(row=row).values_list("person_id", flat=True))
        known = set(RosterPerson.objects.exclude(source_id=BO).values_list("pk", flat=True))
    assert seen == known
    system.get("groups")
    with scope(towns.organisations["sundby"].pk):
        assert ReadRow.objects.filter(what="school.api").count() == 1


@pytest.mark.parametrize(
    "path", ["persons?expand=duties,groupMemberships,responsibleFor", "groups?expand=assignmentRoles",
             "activities?expand=groups,teachers,syllabus", "duties?expand=person", "organisations"]
)  # fmt: skip
def test_questions_do_not_grow_with_the_answer(system: System, towns: Settled, path: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            system.get(path)
        return len(asked)

    questions()  # the first call notes that the system has been here
    before = questions()
    with scope(towns.organisations["sundby"].pk):
        group = PupilGroup.objects.get(source_id=CLASS)
        people = [
            RosterPerson(source_id=an_id(100 + n), given_name="Ny", surname=str(n), digest=b"")
            for n in range(9)
        ]
        RosterPerson.objects.bulk_create(people)
        Membership.objects.bulk_create(Membership(group=group, pupil=one) for one in people)
    assert questions() == before
