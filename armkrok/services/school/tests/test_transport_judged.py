"""scim2-server from PyPI, which is not ours and knows EGIL's schemas alone, takes what we send as it is.

It makes its own ids, as a general SCIM server does: the receiver setting `server_assigned`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import pytest

from armkrok.services.school.egil import levels, objects, rendering
from armkrok.services.school.egil.answers import Verdict
from armkrok.services.school.egil.ids import derived
from armkrok.services.school.egil.transport import Endpoint, Patience, Sender
from armkrok.services.school.tests import egil_schemas
from armkrok.services.school.tests.egil_objects import GROUP, TEACHER, UNIT
from armkrok.services.school.tests.speaking import here, speaking
from tests.support.simulators import free_port

PUPIL = "0b8b1f5e-6a0f-4c5e-9d6e-4a4c3f1a9a11"
ORGANISATION = "5f0f6f5e-0c0b-4a6e-8c53-0e3a6f6e5a01"
EMPLOYMENT = "163cbddb-9fd0-53df-81e4-e022c5dd5c71"
ACTIVITY = "857d1f1d-3e23-5896-9877-406ce84be599"
PATIENT = Patience(connect=5.0, request=15.0)
COMMAND = "from scim2_server.testserver.cli import main; main()"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address."""
    home = tmp_path_factory.mktemp("judge")
    known = json.loads((files("scim2_server") / "resources" / "default-schemas.json").read_text())
    core = next(one for one in known if one["id"] == egil_schemas.CORE_USER)
    (home / "schemas.json").write_text(json.dumps(egil_schemas.schemas(core)))
    (home / "types.json").write_text(json.dumps(egil_schemas.resource_types()))
    url = f"http://127.0.0.1:{(port := free_port())}"
    told = ("--schema", home / "schemas.json", "--resource-type", home / "types.json", "--port", str(port))
    process = subprocess.Popen([sys.executable, "-c", COMMAND, *told], stderr=subprocess.PIPE)
    try:
        _wait(url, process)
        yield f"{url}/v2"
    finally:
        process.kill()
        process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, (process.stderr.read() if process.stderr else b"").decode()
        try:
            httpx.get(f"{url}/v2/ServiceProviderConfig").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("scim2-server did not answer")


def rendered(level: int) -> dict[str, tuple[str, bytes]]:
    """One object of each type, as our renderer makes it: collection and body, in the order of creation."""
    make = rendering.Renderer(levels.released(level), b"k" * 32)
    place = objects.Enrolment(UNIT, 4, "GR", "")
    pupil = objects.User(
        PUPIL, "p", "alva@sundby.example", "Alva", "Ek", "alva@elev.sundby.example", "", (place,)
    )
    teacher = objects.User(TEACHER, "t", "elif@sundby.example", "Elif", "Demir", "elif@sundby.example")
    school = objects.SchoolUnit(UNIT, "Ekbackeskolan", "12345678", ORGANISATION, "", ("GR",), "0199")
    bodies = {
        "Organisation": rendering.named("Organisation", objects.Named(ORGANISATION, "Sundby kommun")),
        "SchoolUnit": rendering.school_unit(school),
        "Student": make.user("Student", pupil),
        "Teacher": make.user("Teacher", teacher),
        "Employment": make.employment(objects.Employment(EMPLOYMENT, UNIT, TEACHER, "Lärare", "ED")),
        "StudentGroup": make.student_group(objects.StudentGroup(GROUP, "4A", UNIT, "Klass", "GR", (PUPIL,))),
        "Activity": make.activity(objects.Activity(ACTIVITY, "4A", UNIT, (GROUP,), (EMPLOYMENT,))),
    }
    return {kind: (objects.COLLECTIONS[kind], body) for kind, body in bodies.items()}


def to(judge: str) -> Endpoint:
    return Endpoint(judge, here)


async def listed(sender: Sender, collection: str) -> list[dict[str, Any]]:
    return [one async for one in sender.listing(collection)]


def test_the_ids_of_the_examples_are_derived_as_ours() -> None:
    assert (derived(UNIT, TEACHER), derived(GROUP, UNIT)) == (EMPLOYMENT, ACTIVITY)


@pytest.mark.parametrize("level", [0, 4])
def test_every_type_is_created_replaced_and_removed(judge: str, level: int) -> None:
    async def life(sender: Sender) -> None:
        given: dict[str, str] = {}
        for kind, (collection, body) in rendered(level).items():
            made = await sender.create(collection, body)
            assert (made.status, made.verdict) == (201, Verdict.DONE), (kind, made.text)
            assert made.id
            assert made.id not in body.decode()
            given[kind] = made.id
            changed = (
                json.dumps(json.loads(body) | {"displayName": "Ny"}) if b'"displayName"' in body else body
            )
            again = await sender.replace(
                collection, made.id, changed.encode() if isinstance(changed, str) else body
            )
            assert (again.status, again.verdict) == (200, Verdict.DONE), (kind, again.text)
        assert len(await listed(sender, "Users")) == 2
        (group,) = await listed(sender, "StudentGroups")
        assert (group["id"], group["externalId"]) == (given["StudentGroup"], GROUP)
        assert group["studentMemberships"][0]["value"] == PUPIL
        for kind, (collection, _body) in reversed(rendered(level).items()):
            assert (await sender.remove(collection, given[kind])).status == 204
            assert (await sender.remove(collection, given[kind])).verdict == Verdict.DONE
        assert await listed(sender, "Users") == []

    speaking(to(judge), life, patience=PATIENT)


def test_what_the_server_keeps_of_a_pupil_is_what_we_sent(judge: str) -> None:
    _collection, body = rendered(3)["Student"]

    async def kept(sender: Sender) -> dict[str, Any]:
        made = await sender.create("Users", body)
        (found,) = await listed(sender, "Users")
        await sender.remove("Users", made.id or "")
        return found

    told = json.dumps(speaking(to(judge), kept, patience=PATIENT))
    found = json.loads(told.replace(f"{judge}/", ""))  # it tells references in full
    sent = json.loads(body)
    assert {name: found[name] for name in sent if name != "schemas"} == {
        name: value for name, value in sent.items() if name != "schemas"
    }
    assert set(found) == set(sent) | {"id", "meta"}


def test_the_judge_says_no_to_what_is_missing_or_twice(judge: str) -> None:
    _collection, body = rendered(2)["Student"]
    nameless = {name: value for name, value in json.loads(body).items() if name != "userName"}

    async def wrong(sender: Sender) -> list[int]:
        missing = await sender.create("Users", json.dumps(nameless).encode())
        made = await sender.create("Users", body)
        twice = await sender.create("Users", body)
        unknown = await sender.replace("Users", "finns-inte", body)
        await sender.remove("Users", made.id or "")
        assert (twice.verdict, unknown.verdict) == (Verdict.EXISTS, Verdict.MISSING)
        return [missing.status, twice.status, unknown.status]

    assert speaking(to(judge), wrong, patience=PATIENT) == [400, 409, 404]
