"""A school in our roster, and a system that asks for it as SS 12000 has it."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.test import Client as Browser

from armkrok.core.access.models import AccessToken
from armkrok.core.access.systems import hashed, issuer
from armkrok.kit import numbers
from armkrok.kit.days import now
from armkrok.services.school.importing import ss12000_records as to_records
from armkrok.services.school.importing.records import Record
from armkrok.services.school.ss12000.answers import Answer, Call
from armkrok.services.school.ss12000.asking import Asker, Key
from armkrok.services.school.ss12000.client import Client
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
