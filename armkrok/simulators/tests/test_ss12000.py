"""The simulated school system, over the wire: pages, filters, changes, and how it misbehaves."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from armkrok.kit import numbers
from armkrok.simulators.ss12000 import files
from armkrok.simulators.ss12000.municipality import Known, Municipality
from armkrok.simulators.tests.asking_schools import (
    Json,
    everything,
    listener,
    now_there,
    pupils,
    strictly_read,
    wait_for,
)
from armkrok.simulators.tests.conftest import Running, started


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    arguments = ("--pupils", "120", "--key", "hemlig", "--school", "Ekbackeskolan", "--guardians")
    with started("armkrok.simulators.ss12000", tmp_path_factory.mktemp("school"), *arguments) as found:
        found.http.headers["Authorization"] = "Bearer hemlig"
        yield found


@pytest.fixture
def school(running: Running) -> Iterator[Running]:
    yield running
    running.post("/control/faults", fault="")
    running.post("/control/oddities", oddities=[])
    running.post("/control/clock", ahead=0)


def test_the_same_seed_is_the_same_municipality_with_the_figures_of_suppliers() -> None:
    first = list(Municipality(2_000, 7, year=2026).objects())
    assert first == list(Municipality(2_000, 7, year=2026).objects())
    assert first != list(Municipality(2_000, 8, year=2026).objects())
    counts = Counter(kind for kind, _one in first)
    pupils = [one for _kind, one in first if "enrolments" in one]
    assert len(pupils) == 2_000
    assert counts["duties"] == 167
    assert counts["groups"] == counts["activities"] == pytest.approx(240, abs=6)
    assert len({one["id"] for _kind, one in first}) == len(first)


def test_every_number_is_a_test_number_and_used_once() -> None:
    made = Municipality(
        6_000, 3, year=2026, known=[Known("Elif", "Demir", numbers.test_numbers()[9522], "Lärare")]
    )
    given = [one["civicNo"]["value"] for one in made.persons() if "civicNo" in one]
    assert len(set(given)) == len(given)
    real = {one for one in given if one.isdecimal()}
    assert real <= set(numbers.test_numbers())
    assert numbers.test_numbers()[9522] in real
    assert any("T" in one for one in given)


def test_the_files_hold_the_same_as_the_objects(tmp_path: Path) -> None:
    made = Municipality(300, 2, year=2026, guardians=True)
    paths = {path.stem: path for path in files.write(made, tmp_path)}
    read = {
        name: list(csv.DictReader(path.open(encoding="utf-8"), delimiter=";")) for name, path in paths.items()
    }
    objects = Counter(kind for kind, _one in made.objects())
    for kind in ("organisations", "persons", "duties", "groups", "activities"):
        assert len(read[kind]) == objects[kind]
    assert len(read["enrolments"]) == 300
    assert len(read["groupMemberships"]) == 900
    people = {row["id"] for row in read["persons"]}
    assert {row["responsible"] for row in read["responsibles"]} <= people
    assert {row["schoolTypes"] for row in read["organisations"]} >= {"FKLASS|GR"}
    assert all(row["subjectCode"] for row in read["activities"])


def test_references_lead_somewhere() -> None:
    made = Municipality(700, 5, year=2026, guardians=True)
    found: dict[str, dict[str, Json]] = {}
    for kind, one in made.objects():
        found.setdefault(kind, {})[one["id"]] = one
    for group in found["groups"].values():
        assert group["organisation"]["id"] in found["organisations"]
        assert all(row["person"]["id"] in found["persons"] for row in group["groupMemberships"])
    for activity in found["activities"].values():
        duty = found["duties"][activity["teachers"][0]["duty"]["id"]]
        assert duty["dutyAt"] == activity["organisation"]
        assert activity["syllabus"]["id"] in found["syllabuses"]
    roles = Counter((one["dutyAt"]["id"], one["dutyRole"]) for one in found["duties"].values())
    units = {one["dutyAt"]["id"] for one in found["duties"].values()}
    assert all(roles[unit, "Rektor"] == 1 for unit in units)


def test_pages_hold_everything_once(school: Running) -> None:
    people = everything(school, "persons")
    assert len({one["id"] for one in people}) == len(people)
    assert sum(1 for one in people if "enrolments" in one) == 120
    assert everything(school, "persons", sortkey="FamilyNameAsc") == sorted(
        people, key=lambda one: one["familyName"]
    )


def test_a_page_token_goes_with_limit_alone(school: Running) -> None:
    token = school.http.get("/v2.0/persons", params={"limit": 5}).json()["pageToken"]
    both = {"pageToken": token, "expand": "duties"}
    for params in (both, {"pageToken": token + "x"}, {"limit": "0"}, {"nameContain": "A"}):
        answer = school.http.get("/v2.0/persons", params=params)
        assert answer.status_code == 400
        assert set(answer.json()) == {"code", "message"}
    assert school.http.get("/v2.0/groups", params={"pageToken": token}).status_code == 400


def test_after_is_exclusive_and_before_inclusive(school: Running) -> None:
    duties = everything(school, "duties")
    moment = duties[3]["meta"]["modified"]
    after = everything(school, "duties", **{"meta.modified.after": moment})
    before = everything(school, "duties", **{"meta.modified.before": moment})
    assert after == duties[4:]
    assert before == duties[:4]
    assert school.http.get("/v2.0/duties", params={"meta.modified.after": "2026-01-01"}).status_code == 400


def test_without_a_token_nothing_is_told(school: Running) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer fel"}):
        assert school.http.get("/v2.0/persons", headers=headers).status_code == 401
    said = {"grant_type": "client_credentials", "client_id": "armkrok", "client_secret": "hemlig"}
    token = school.http.post("/oauth2/token", data=said).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert school.http.get("/v2.0/persons", headers=headers).status_code == 200
    assert school.http.post("/oauth2/token", data=said | {"client_secret": "fel"}).status_code == 401


def test_parts_and_names_are_shown_within(school: Running) -> None:
    activity = school.http.get("/v2.0/activities", params={"expand": "groups,teachers,syllabus"}).json()[
        "data"
    ][0]
    assert activity["_embedded"]["groups"][0]["id"] == activity["groups"][0]["id"]
    assert activity["_embedded"]["teachers"][0]["dutyRole"]
    duty = school.http.get("/v2.0/duties", params={"expandReferenceNames": "true", "limit": 1}).json()[
        "data"
    ][0]
    assert duty["dutyAt"]["displayName"] == "Ekbackeskolan"
    params = {"expand": "duties,groupMemberships,responsibleFor"}
    teacher = school.http.get(f"/v2.0/persons/{duty['person']['id']}", params=params).json()
    assert [one["id"] for one in teacher["_embedded"]["duties"]] == [duty["id"]]
    pupil = pupils(school)[0]
    shown = school.http.get(f"/v2.0/persons/{pupil['id']}", params=params).json()["_embedded"]
    assert len(shown["groupMemberships"]) == 3
    guardian = pupil["responsibles"][0]["person"]["id"]
    shown = school.http.get(f"/v2.0/persons/{guardian}", params=params).json()["_embedded"]
    assert shown["responsibleFor"][0]["person"]["id"] == pupil["id"]


def test_lookup_finds_by_id_and_number(school: Running) -> None:
    one, other = pupils(school)[:2]
    body = {"ids": [one["id"], "okänd"], "civicNos": [other["civicNo"]["value"]]}
    found = school.http.post("/v2.0/persons/lookup", json=body).json()["data"]
    assert [row["id"] for row in found] == [one["id"], other["id"]]


def test_what_changes_is_modified_and_what_is_deleted_is_told(school: Running) -> None:
    before = max(one["meta"]["modified"] for one in everything(school, "persons"))
    moment = now_there()
    one, other = pupils(school)[2:4]
    school.post("/control/change", deed="rename", person=one["id"], given_name="Ny", surname="Namn")
    school.post("/control/change", deed="delete", person=other["id"])
    changed = everything(school, "persons", **{"meta.modified.after": before})
    assert one["id"] in {row["id"] for row in changed}
    assert other["id"] not in {row["id"] for row in everything(school, "persons")}
    told = school.http.get("/v2.0/deletedEntities", params={"after": moment, "entities": "persons"}).json()
    assert told["data"] == {"persons": [other["id"]]}
    group = everything(school, "groups")[-1]
    school.post("/control/change", deed="delete_group", group=group["id"])
    told = school.http.get("/v2.0/deletedEntities", params={"after": moment}).json()
    assert len(told["data"]["activitites"]) == 1


def test_a_pupil_moves_leaves_and_joins(school: Running) -> None:
    pupil, other = pupils(school)[5:7]
    classes = [one for one in everything(school, "groups") if one["groupType"] == "Klass"]
    school.post("/control/change", deed="move", person=pupil["id"], group=classes[-1]["id"])
    params = {"expand": "groupMemberships"}
    moved = school.http.get(f"/v2.0/persons/{pupil['id']}", params=params).json()["_embedded"]
    names = {one["displayName"] for one in moved["groupMemberships"]}
    assert classes[-1]["displayName"] in names
    assert classes[0]["displayName"] not in names
    school.post("/control/change", deed="leave", person=other["id"])
    left = school.http.get(f"/v2.0/persons/{other['id']}", params=params).json()
    assert all("endDate" in one for one in left["_embedded"]["groupMemberships"])
    new = school.post("/control/change", deed="join", group=classes[0]["id"], given_name="Ny", surname="Elev")
    assert school.http.get(f"/v2.0/persons/{new['id']}").json()["familyName"] == "Elev"
    old = pupil["civicNo"]["value"]
    changed = school.post("/control/change", deed="number", person=pupil["id"])["civicNo"]["value"]
    assert changed != old
    assert changed in numbers.test_numbers()
    assert school.http.post("/control/change", json={"deed": "mark", "person": "x"}).status_code == 422


def test_a_subscriber_is_told_without_data(school: Running) -> None:
    heard: list[Json] = []
    with listener(heard) as target:
        body = {"name": "Armkrok", "target": target, "resourceTypes": [{"resource": "Person"}]}
        made = school.http.post("/v2.0/subscriptions", json=body)
        assert made.status_code == 201
        key = made.json()["id"]
        pupil = pupils(school)[8]
        school.post("/control/change", deed="mark", person=pupil["id"], marking="Sekretessmarkering")
        wait_for(lambda: heard)
        assert heard == [{"modifiedEntites": ["Person"], "deletedEntities": False}]
        renewed = school.http.patch(f"/v2.0/subscriptions/{key}", json={}).json()
        assert renewed["expires"] > made.json()["expires"]
        assert school.http.delete(f"/v2.0/subscriptions/{key}").status_code == 204
        assert school.http.get(f"/v2.0/subscriptions/{key}").status_code == 404


@pytest.mark.parametrize("fault", ["401", "403", "404", "429", "500", "503"])
def test_it_answers_with_errors_so_many_times(school: Running, fault: str) -> None:
    school.post("/control/faults", fault=fault, kind="persons", count=1)
    assert school.http.get("/v2.0/groups").status_code == 200
    assert school.http.get("/v2.0/persons").status_code == int(fault)
    assert school.http.get("/v2.0/persons").status_code == 200


def test_it_breaks_answers(school: Running) -> None:
    whole = len(school.http.get("/v2.0/duties").json()["data"])
    school.post("/control/faults", fault="cut", count=1)
    with pytest.raises(httpx.HTTPError):
        school.http.get("/v2.0/duties")
    school.post("/control/faults", fault="torn", count=1)
    with pytest.raises(json.JSONDecodeError):
        school.http.get("/v2.0/duties").json()
    school.post("/control/faults", fault="half", count=1)
    assert len(school.http.get("/v2.0/duties").json()["data"]) == (whole + 1) // 2
    school.post("/control/faults", fault="empty", count=1)
    assert school.http.get("/v2.0/duties").json() == {"data": [], "pageToken": None}
    school.post("/control/faults", fault="page", count=1)
    assert "text/html" in school.http.get("/v2.0/duties").headers["content-type"]
    school.post("/control/faults", fault="loop", count=1)
    token = school.http.get("/v2.0/duties").json()["pageToken"]
    assert school.http.get("/v2.0/duties", params={"pageToken": token}).json()["pageToken"] == token


def test_it_has_oddities(school: Running) -> None:
    school.post("/control/oddities", oddities=["organisations_key", "no_deleted", "large_refused", "twice"])
    answer = school.http.get("/v2.0/organisations", params={"limit": 50}).json()
    assert "data" not in answer
    assert answer["organisations"][0] == answer["organisations"][1]
    assert school.http.get("/v2.0/persons", params={"limit": 51}).status_code == 503
    assert school.http.get("/v2.0/deletedEntities").status_code == 404


def test_the_page_is_whole_and_its_forms_work(school: Running) -> None:
    home = school.http.get("/")
    assert "default-src 'none'" in home.headers["Content-Security-Policy"]
    strictly_read(home.text)
    group = next(one for one in everything(school, "groups") if one["groupType"] == "Klass")
    strictly_read(school.http.get(f"/klass/{group['id']}").text)
    person = group["groupMemberships"][3]["person"]["id"]
    page = school.http.get(f"/person/{person}")
    strictly_read(page.text)
    said = {"deed": "mark", "person": person, "marking": "Skyddad folkbokföring", "back": f"/person/{person}"}
    sent = school.http.post("/gor", data=said)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/person/{person}")
    assert "Skyddad folkbokföring" in school.http.get(f"/klass/{group['id']}").text
    assert school.http.post("/gor", data=said | {"back": "//annan.example"}).headers["location"] == "/"
    strictly_read(school.http.get("/person/okänd").text)
    said = {"fault": "empty", "kind": "groups", "oddity": "twice"}
    assert school.http.post("/uppfor-dig", data=said).status_code == 303
    assert school.http.get("/v2.0/groups").json()["data"] == []


def test_a_restart_keeps_what_was_changed(tmp_path: Path) -> None:
    arguments = ("--pupils", "30", "--key", "hemlig")
    headers = {"Authorization": "Bearer hemlig"}
    with started("armkrok.simulators.ss12000", tmp_path, *arguments) as first:
        found = first.http.get("/v2.0/persons", headers=headers, params={"limit": 1}).json()["data"][0]
        first.post("/control/change", deed="rename", person=found["id"], given_name="A", surname="Kvar")
    with started("armkrok.simulators.ss12000", tmp_path, *arguments) as second:
        again = second.http.get(f"/v2.0/persons/{found['id']}", headers=headers).json()
        assert again["familyName"] == "Kvar"
