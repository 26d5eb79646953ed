"""A system of Sundby's asks for signatures, follows, fetches, takes back and checks; docs/manual/api.md."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from armkrok.core.tenants.scope import scope
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.systems import known_system
from tests.support.unchanged import unchanged

SECRET = "a secret of the test's own"
UNKNOWN = "00000000-0000-0000-0000-000000000000"


@dataclass
class System:
    """An API client with its token."""

    client: Client
    token: str = ""

    def get(self, path: str, status: int = 200) -> Any:
        return self._judged(self.client.get(self._url(path), headers=self._headers()), status)

    def post(
        self, path: str, sent: dict[str, Any], status: int = 200, *, key: str = "", kind: str = ""
    ) -> Any:
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        more: dict[str, Any] = {"content_type": kind} if kind else {}
        return self._judged(self.client.post(self._url(path), sent, headers=headers, **more), status)

    def _url(self, path: str) -> str:
        return path if path.startswith("/api/") else f"/api/v1/sundby/underskrift/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _judged(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.content[:600]
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == status
        return answer.json() if "json" in answer["Content-Type"] else answer


@pytest.fixture
def system(towns: Settled) -> System:
    with scope(towns.organisations["sundby"].pk):
        scopes = ["signing.send", "signing.verify"]
        known_system(SECRET, name="Diariet", client_id="d", scopes=scopes)
    sent = {"grant_type": "client_credentials", "client_id": "d", "client_secret": SECRET}
    answer = Client().post("/api/v1/sundby/oauth/token", sent)
    return System(Client(), answer.json()["access_token"])


def _people(*keys: str) -> str:
    rows = [data.person(key) for key in keys]
    return json.dumps([{"name": r.name, "email": r.email, "personal_number": r.number} for r in rows])


def _form(people: str, **more: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("avtal.pdf", minutes(2), "application/pdf"), "people": people, **more}


def test_a_request_is_created_read_fetched_and_taken_back(system: System) -> None:
    made = system.post("requests", _form(_people("karin", "sven"), title="Avtal om lokal"), 201, key="1")
    assert (made["state"], made["title"], made["documents"][0]["pages"]) == ("open", "Avtal om lokal", 2)
    assert [one["state"] for one in made["people"]] == ["invited", "invited"]
    assert data.person("sven").number not in json.dumps(made)
    again = system.post("requests", _form(_people("karin", "sven")), 201, key="1")
    assert again["id"] == made["id"]
    assert [one["id"] for one in system.get("requests")["items"]] == [made["id"]]
    fetched = system.get(f"requests/{made['id']}/documents/1/file")
    checked = system.post(
        "verify", {"file": SimpleUploadedFile("a.pdf", b"".join(fetched.streaming_content))}
    )
    assert (checked["verdict"], checked["code"], checked["pages"]) == ("not_established", "no_signature", 3)
    taken = system.post(f"requests/{made['id']}/withdraw", {"reason": "Fel version"}, kind="application/json")
    assert taken["state"] == "withdrawn"
    system.post(f"requests/{made['id']}/withdraw", {"reason": "igen"}, 409, kind="application/json")


@pytest.mark.parametrize(
    ("people", "code"),
    [
        pytest.param("[]", "NobodyInvited", id="nobody"),
        pytest.param("Karin", "Misshapen", id="no JSON"),
        pytest.param('[{"name": "Karin"}]', "Misshapen", id="no number"),
        pytest.param(
            '[{"name": "K", "email": "k@sundby.example", "personal_number": "1"}]', "NumberRefused", id="bad"
        ),
    ],
)
def test_wrong_people_are_refused(system: System, towns: Settled, people: str, code: str) -> None:
    with unchanged(towns):
        answer = system.post("requests", _form(people), 422)
    assert answer["code"] == code
    assert ("errors" in answer) == (code == "Misshapen")


def test_refusals_of_the_library_are_problems_too(system: System) -> None:
    system.get(f"requests/{UNKNOWN}", 404)
    assert system.post("requests", {"people": "[]"}, 422)["code"] == "Misshapen"
    stranger = System(Client(), "not-a-token")
    assert stranger.get("requests", 401)["code"] == "UnknownToken"
    bad = system.client.post(
        f"/api/v1/sundby/underskrift/requests/{UNKNOWN}/withdraw", "{", content_type="application/json",
        headers={"Authorization": f"Bearer {system.token}"},
    )  # fmt: skip
    assert (bad.status_code, bad["Content-Type"]) == (400, "application/problem+json")
