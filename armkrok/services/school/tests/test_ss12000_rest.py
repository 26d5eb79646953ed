"""The roster as SS 12000: asked by a system of Sundby's, and read back by our own client, unchanged."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.models import AccessToken
from armkrok.core.access.systems import hashed, issuer
from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit import numbers
from armkrok.kit.days import now, today
from armkrok.services.school.importing import ss12000_records as to_records
from armkrok.services.school.importing.records import PersonRecord, Reading, Record
from armkrok.services.school.importing.run import take
from armkrok.services.school.models import ImportRun, Membership, PupilGroup, RosterPerson, Source
from armkrok.services.school.ss12000.answers import Answer, Call
from armkrok.services.school.ss12000.asking import Asker, Key
from armkrok.services.school.ss12000.client import Client
from armkrok.site.settling import Settled
from tests.support.systems import known_system

HERE = "/api/v1/sundby/skola/ss12000"
TOKEN, BLIND, ELSEWHERE = "s" * 43, "b" * 43, "e" * 43
MARKED = "Sekretessmarkering"
Json = dict[str, Any]


def an_object(**values: Any) -> Json:
    return {**values, "meta": {"modified": "2026-08-01T00:00:00Z", "created": "2026-08-01T00:00:00Z"}}


def ref(key: str) -> Json:
    return {"id": key}


def an_id(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


AUTHORITY, SCHOOL, UNIT, ALVA, BO, TEA, ADULT, DUTY, CLASS, LESSON, OTHER = map(an_id, range(1, 12))


def the_school() -> list[Record]:
    """A school with a class of two, one of them protected; a guardian, a teacher who also is mentor."""
    number = next(one for one in numbers.test_numbers() if one.startswith("2017"))
    days = {"startDate": "2020-08-17", "endDate": "2099-06-11"}
    enrolment = {"enroledAt": ref(UNIT), "schoolType": "GR", "schoolYear": 4, **days}
    adult = {"person": ref(ADULT), "relationType": "Vårdnadshavare"}
    people: list[Json] = [
        {"id": ALVA, "givenName": "Alva", "familyName": "Ek",
         "eduPersonPrincipalNames": ["alva@elev.example"],
         "civicNo": {"value": number}, "birthDate": f"{number[:4]}-{number[4:6]}-{number[6:8]}",
         "emails": [{"value": "alva@elev.example", "type": "Skola elev"}], "enrolments": [enrolment],
         "responsibles": [adult], "securityMarking": "Ingen", "personStatus": "Aktiv"},
        {"id": BO, "givenName": "Bo", "familyName": "Hemlig", "enrolments": [enrolment],
         "responsibles": [adult], "securityMarking": MARKED, "personStatus": "Aktiv"},
        {"id": TEA, "givenName": "Tea", "familyName": "Lind", "securityMarking": "Ingen"},
        {"id": ADULT, "givenName": "Ann", "familyName": "Ek", "securityMarking": "Ingen"},
    ]  # fmt: skip
    subject = ("GRGRMAT01", "Matematik")
    mentor = {"group": ref(CLASS), "assignmentRoleType": "Mentor", **days}
    found: list[Iterable[Record]] = [
        to_records.of_organisation(
            {"id": AUTHORITY, "displayName": "Sundby kommun", "organisationType": "Huvudman"}
        ),
        to_records.of_organisation(
            {"id": SCHOOL, "displayName": "Ek", "organisationType": "Skola",
             "parentOrganisation": ref(AUTHORITY)}
        ),
        to_records.of_organisation(
            {"id": UNIT, "displayName": "Ek 4–6", "organisationType": "Skolenhet", "schoolTypes": ["GR"],
             "parentOrganisation": ref(SCHOOL), "schoolUnitCode": "99010001", "municipalityCode": "9901"}
        ),
        *map(to_records.of_person, people),
        to_records.of_duty({"id": DUTY, "person": ref(TEA), "dutyAt": ref(UNIT), "dutyRole": "Lärare",
                            "signature": "TL", "assignmentRole": [mentor], **days}),
        to_records.of_group({"id": CLASS, "displayName": "4A", "groupType": "Klass", "schoolType": "GR",
                             "organisation": ref(UNIT), **days,
                             "groupMemberships": [{"person": ref(one), **days} for one in (ALVA, BO)]}),
        to_records.of_activity({"id": LESSON, "displayName": "Ma 4A", "organisation": ref(UNIT), **days,
                                "activityType": "Undervisning", "groups": [ref(CLASS)], "syllabus": ref("m"),
                                "teachers": [{"duty": ref(DUTY), **days}]}, {"m": subject}),
    ]  # fmt: skip
    return [record for some in found for record in some]


def imported(source: Source, records: list[Record]) -> None:
    take(
        ImportRun.objects.create(source=source),
        Reading(iter(records)),
        day=today(),
        on_marked=lambda _ids: None,
    )


def let_in(slug: str, token: str, *scopes: str) -> None:
    client = known_system("x" + token, name=token[:3], client_id=token[:9], scopes=list(scopes))
    until = now() + timedelta(minutes=15)
    AccessToken.objects.create(
        client=client,
        token_hash=hashed(token),
        scopes=list(scopes),
        expires_at=until,
        audience=issuer(slug),
    )


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


class System:
    """What asks, with its token."""

    def __init__(self, token: str = TOKEN) -> None:
        self.browser, self.token = Browser(), token

    def get(self, path: str, status: int = 200, **given: str) -> Any:
        answer = self.browser.get(f"{HERE}/{path}", given, headers=self._headers())
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        answer = self.browser.post(
            f"{HERE}/{path}", json.dumps(body), content_type="application/json", headers=self._headers()
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    def ids(self, path: str, **given: str) -> list[str]:
        return [one["id"] for one in self.get(path, 200, **given)["data"]]

    def call(self, asked: Call) -> Answer:
        """For our own client."""
        came = self.browser.generic(
            asked.method, asked.url, asked.body, "application/json", headers=asked.headers
        )
        return Answer(came.status_code, {}, came.content)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def system(_roster: None) -> System:
    return System()


def read_back(system: System) -> Iterator[Record]:
    """The whole roster, by our own client, one object a page."""
    client = Client(HERE, Asker(Key(system.token), system.call), page=1)
    subjects = {one["id"]: to_records.subject(one) for page in client.pages("syllabuses") for one in page}
    of: dict[str, Any] = {
        "organisations": to_records.of_organisation,
        "persons": to_records.of_person,
        "duties": to_records.of_duty,
        "groups": to_records.of_group,
        "activities": lambda one: to_records.of_activity(one, subjects),
    }
    for collection, records in of.items():
        for page in client.pages(collection):
            for one in page:
                yield from records(one)


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
    assert system.get("deletedEntities", entities="persons")["data"] == {"persons": [BO]}


def test_a_protected_teachers_duty_is_nowhere(system: System, towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        RosterPerson.objects.filter(source_id=TEA).update(is_protected=True)
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


def test_pages_go_on_where_they_ended(system: System) -> None:
    first = system.get("persons", limit="2")
    second = system.get("persons", limit="2", pageToken=first["pageToken"])
    assert second["pageToken"] is None
    assert len({one["id"] for one in first["data"] + second["data"]}) == 3
    ordered = system.get("persons", limit="2", sortkey="DisplayNameAsc")
    rest = system.get("persons", limit="2", pageToken=ordered["pageToken"])
    assert [one["givenName"] for one in ordered["data"] + rest["data"]] == ["Alva", "Ann", "Tea"]


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
