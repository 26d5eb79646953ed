"""The rest of the API: several files, roles, turns, drafts, changes, templates, lists and figures."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from armkrok.core.access.models import ApiClient
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.tests.test_api import SECRET, System
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.systems import known_system
from tests.support.unchanged import unchanged

JSON = "application/json"
SCOPES = ["signing.send", "signing.verify", "signing.statistics", "signing.archive"]


@pytest.fixture
def system(towns: Settled) -> System:
    """A system that may do everything."""
    with scope(towns.organisations["sundby"].pk):
        known_system(SECRET, name="D", client_id="d", scopes=SCOPES)
    sent = {"grant_type": "client_credentials", "client_id": "d", "client_secret": SECRET}
    return System(Client(), Client().post("/api/v1/sundby/oauth/token", sent).json()["access_token"])


def _file(name: str, pages: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, minutes(pages), "application/pdf")


def _person(key: str, **more: Any) -> dict[str, Any]:
    row = data.person(key)
    return {"name": row.name, "email": row.email, "personal_number": row.number, **more}


def _made(system: System, people: list[dict[str, Any]], status: int = 201, **more: Any) -> Any:
    sent = {"file": _file("avtal.pdf", 2), "people": json.dumps(people), **more}
    return system.post("requests", sent, status)


def _said(system: System, path: str, said: dict[str, Any], status: int = 200) -> Any:
    return system.post(path, json.dumps(said), status, kind=JSON)  # type: ignore[arg-type]


def test_several_documents_roles_and_turns(system: System) -> None:
    people = [
        _person("karin", role="approver", message="Titta på bilagan."),
        _person(
            "sven",
            turn=2,
            principal="Olssons Bygg AB",
            principal_number="556000-4615",
            mandate="Firmatecknare",
        ),
        _person("elif", role="copy", language="en"),
    ]
    made = _made(
        system, people, more=[_file("avtal-2.pdf")], attachments=[_file("ritning.pdf"), _file("karta.pdf")],
        title="Avtal om lokal", remind_after=3, remind_every=2, may_forward="false",
    )  # fmt: skip
    assert [one["kind"] for one in made["documents"]] == ["sign", "sign", "attachment", "attachment"]
    assert [one["place"] for one in made["documents"]] == [1, 2, 3, 4]
    told = [(one["role"], one["turn"], one["state"]) for one in made["people"]]
    assert told == [("approver", 1, "invited"), ("signer", 2, "later"), ("copy", 1, "copied")]
    for place in (1, 3):
        fetched = system.get(f"requests/{made['id']}/documents/{place}/original")
        assert b"".join(fetched.streaming_content).startswith(b"%PDF-")
    system.get(f"requests/{made['id']}/documents/5/file", 404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": '[{"name": "K", "email": "k@x.se", "personal_number": "1", "role": "king"}]'},
        {"people": '[{"name": "K", "email": "k@x.se", "personal_number": "1", "turn": 0}]'},
        {"people": '[{"name": "K", "email": "k@x.se", "personal_number": "1", "colour": "blue"}]'},
        {"remind_after": "-1"},
        {"language": "fi"},
        {"type": "no-such-type"},
    ],
)
def test_wrong_words_are_refused_and_nothing_is_made(
    system: System, towns: Settled, wrong: dict[str, str]
) -> None:
    sent = {"file": _file("avtal.pdf"), "people": json.dumps([_person("karin")]), **wrong}
    with unchanged(towns):
        assert system.client.post(
            "/api/v1/sundby/underskrift/requests", sent, headers=system._headers()
        ).status_code in {404, 422}


def test_a_draft_is_sent_or_thrown_away(system: System) -> None:
    made = _made(system, [_person("karin")], draft="true")
    assert made["state"] == "draft"
    assert system.get(f"requests/{made['id']}")["state"] == "draft"
    assert _said(system, f"requests/{made['id']}/send", {})["state"] == "open"
    _said(system, f"requests/{made['id']}/send", {}, 404)
    other = _made(system, [], draft="true")
    gone = system.client.delete(
        f"/api/v1/sundby/underskrift/requests/{other['id']}", headers=system._headers()
    )
    assert gone.status_code == 204
    system.get(f"requests/{other['id']}", 404)
    assert [one["id"] for one in system.get("requests?state=open")["items"]] == [made["id"]]


def test_what_can_be_done_meanwhile(system: System) -> None:
    made = _made(system, [_person("karin"), _person("sven")], sign_by="2099-01-01")
    karin, sven = (one["id"] for one in made["people"])
    at = f"requests/{made['id']}"
    assert _said(system, f"{at}/remind", {})["people"] == 2
    assert _said(system, f"{at}/remind", {}, 409)["code"] == "RemindedRecently"
    _said(system, f"{at}/people/{karin}/remind", {}, 409)
    assert _said(system, f"{at}/extend", {"sign_by": "2099-02-01"})["sign_by"] == "2099-02-01"
    _said(system, f"{at}/extend", {"sign_by": "2098-02-01"}, 422)
    _said(system, f"{at}/people/{karin}/address", {"email": "karin.ny@sundby.example"})
    changed = _said(system, f"{at}/people/{sven}/replace", {**_person("elif"), "reason": "Slutat"})
    states = {one["name"]: one["state"] for one in changed["people"]}
    assert states[data.person("elif").name] == "invited"
    assert data.person("elif").number not in json.dumps(changed)
    with_hold = _said(system, f"{at}/hold", {"reason": "Tvist"})
    assert with_hold["held_at"]
    assert _said(system, f"{at}/lift", {})["held_at"] is None


def test_templates_and_again(system: System) -> None:
    made = _made(system, [_person("karin")], title="Hyresavtal")
    kept = _said(system, f"requests/{made['id']}/template", {"title": "Mall för hyresavtal"}, 201)
    assert [one["id"] for one in system.get("templates")] == [kept["id"]]
    for source in (made, kept):
        copy = _said(system, f"requests/{source['id']}/copy", {}, 201)
        assert (copy["state"], len(copy["people"]), len(copy["documents"])) == ("draft", 1, 1)
        assert _said(system, f"requests/{copy['id']}/send", {})["state"] == "open"


def test_one_document_to_many(system: System) -> None:
    draft = _made(system, [], draft="true", title="Medgivande")
    rows = [data.person(key) for key in ("karin", "sven")]
    lines = ["Namn;E-post;Personnummer", *(f"{r.name};{r.email};{r.number}" for r in rows), "Fel;x;1"]
    at = f"requests/{draft['id']}/list"
    listed = system.post(at, {"file": SimpleUploadedFile("lista.csv", "\n".join(lines).encode())})
    assert (listed["state"], listed["lines"], listed["good"]) == ("preview", 3, 2)
    assert [one["line"] for one in listed["problems"]] == [4]
    assert _said(system, f"{at}/send", {}, 422)["code"] == "LinesToMend"
    sent = _said(system, f"{at}/send", {"only_good": True})
    assert sent["state"] == "sending"
    assert system.get(f"bulks/{sent['id']}")["accepted_at"]
    assert _said(system, f"bulks/{sent['id']}/cancel", {"reason": "Fel"})["state"] == "cancelled"


def test_types_and_figures(system: System) -> None:
    types = system.get("document-types")
    assert {"key", "name", "reason", "law", "level", "seats"} <= set(types[0])
    assert len(types) > 10
    before = system.get("statistics")
    _made(system, [_person("karin")])
    assert system.get("statistics")["total"]["sent"] == before["total"]["sent"] + 1
    assert system.get("statistics?year=1")["year"] == before["year"]


def test_several_files_are_checked_and_reports_made(system: System) -> None:
    files = [_file("a.pdf"), SimpleUploadedFile("b.pdf", b"inte en pdf")]
    found = system.post("verify/several", {"files": files})["files"]
    assert [one["file_name"] for one in found] == ["a.pdf", "b.pdf"]
    assert found[0]["report"]["verdict"] == "not_established"
    system.post("verify/several", {"files": [_file(f"{n}.pdf") for n in range(21)]}, 422)
    told = system.post("verify/report", {"file": _file("a.pdf"), "kind": "json"})
    assert told["files"][0]["file"] == "a.pdf"


def test_without_the_right_scope(towns: Settled, system: System) -> None:
    with scope(towns.organisations["sundby"].pk):
        ApiClient.objects.update(scopes=["signing.verify"])
    sent = {"grant_type": "client_credentials", "client_id": "d", "client_secret": SECRET}
    narrow = System(Client(), Client().post("/api/v1/sundby/oauth/token", sent).json()["access_token"])
    for path in ("requests", "templates", "statistics", "document-types"):
        narrow.get(path, 403)
