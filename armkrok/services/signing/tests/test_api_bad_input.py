"""The API gets the same bad input as the pages: problem+json with a status, a code and a sentence."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.engine.tests import hostile
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.test_api import System, system  # noqa: F401
from armkrok.site import towns as data
from armkrok.site.api import api
from armkrok.site.settling import Settled
from tests.support.papers import minutes


def asked(content: bytes = b"", **more: str) -> dict[str, Any]:
    """A form that asks Karin."""
    karin = data.person("karin")
    people = [{"name": karin.name, "email": karin.email, "personal_number": karin.number}]
    file = SimpleUploadedFile("avtal.pdf", content or minutes(), "application/pdf")
    return {"file": file, "people": json.dumps(people), **more}


def nothing_made(towns: Settled) -> None:
    """No request, no file, no draft."""
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.exists()
        assert not StoredFile.objects.exists()


def test_bad_files(system: System, towns: Settled, tmp_path: Path, settings: Settings) -> None:  # noqa: F811
    cases = {
        b"GIF89a": "Filen är inte en PDF.",
        b"%PDF-1.7\n" + b"<<" * 50_000: "Filen är skadad",
        hostile.bomb(tmp_path / "bomb.pdf", 500).read_bytes(): "Filen blir orimligt stor",
    }
    for content, sentence in cases.items():
        answer = system.post("requests", asked(content), 422)
        assert answer["code"] == "FileRefused"
        assert answer["title"].startswith(sentence)
    empty = asked() | {"file": SimpleUploadedFile("tom.pdf", b"", "application/pdf")}
    assert system.post("requests", empty, 422)["title"].startswith("Filen är tom.")
    settings.UPLOAD_LIMIT = 1_000_000
    answer = system.post("requests", asked(b"%PDF-1.7\n" + bytes(2_000_000)), 413)
    assert answer["code"] == "TooLarge"
    check = {"file": SimpleUploadedFile("a.pdf", bytes(2_000_000))}
    assert system.post("verify", check, 413)["code"] == "TooLarge"
    nothing_made(towns)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "\u202e\u3164"}, "NoName"),
        ({"email": "a,b@sundby.example"}, "BadAddress"),
        ({"email": "karin@sundby.example\r\nBcc: x@y.example"}, "Misshapen"),
        ({"name": "K" * 201}, "Misshapen"),
        ({"personal_number": "199001010000"}, "NumberRefused"),
    ],
)
def test_bad_people(system: System, towns: Settled, changed: dict[str, str], code: str) -> None:  # noqa: F811
    form = asked()
    form["people"] = json.dumps([json.loads(form["people"])[0] | changed])
    assert system.post("requests", form, 422)["code"] == code
    nothing_made(towns)


def test_twice_the_same_person_and_a_day_that_has_passed(system: System, towns: Settled) -> None:  # noqa: F811
    form = asked()
    form["people"] = json.dumps(json.loads(form["people"]) * 2)
    assert system.post("requests", form, 409)["code"] == "AlreadyInvited"
    assert system.post("requests", asked(sign_by="2020-01-01"), 422)["code"] == "DayPassed"
    nothing_made(towns)


def test_tricks_in_texts_are_taken_out(system: System) -> None:  # noqa: F811
    made = system.post("requests", asked(title="Avtal\x00\u202e om\nlokal", message="Hej\x00!\r\nLäs."), 201)
    assert made["title"] == "Avtal om lokal"


def test_a_refused_call_may_be_made_again_with_the_same_key(system: System) -> None:  # noqa: F811
    system.post("requests", asked(b"GIF89a"), 422, key="k")
    made = system.post("requests", asked(), 201, key="k")
    assert system.post("requests", asked(b"GIF89a"), 201, key="k")["id"] == made["id"]


def test_tokens_that_do_not_hold(system: System, towns: Settled) -> None:  # noqa: F811
    made = system.post("requests", asked(), 201)
    assert system.get("/api/v1/norrvik/underskrift/requests", 401)["code"] == "UnknownToken"
    assert system.get("/api/v1/ingenstans/underskrift/requests", 404)["code"] == "NotFound"
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.verify"])
    assert system.get(f"requests/{made['id']}", 403)["code"] == "NotAllowed"
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.send"], expires_at=now() - timedelta(seconds=1))
    assert system.get("requests", 401)["code"] == "UnknownToken"
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(expires_at=now() + timedelta(minutes=5))
        system.get("requests")
        ApiClient.objects.update(closed_at=now())
    assert system.get("requests", 401)["code"] == "UnknownToken"


def test_another_clients_request_is_not_found(system: System, towns: Settled) -> None:  # noqa: F811
    made = system.post("requests", asked(), 201)
    with scope(towns.organisations["sundby"].pk):
        other = ApiClient.objects.create(name="Annat", client_id="a", scopes=[])
        AccessToken.objects.update(client=other)
    for path in ("", "/documents/1/file"):
        assert system.get(f"requests/{made['id']}{path}", 404)["code"] == "NotFound"
    assert system.get("requests")["items"] == []


def test_the_openapi_document_covers_every_operation() -> None:
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    told = {(path, verb) for path, verbs in document["paths"].items() for verb in verbs}
    served = {
        (re.sub(r"{\w+:", "{", f"/api{prefix}{path}"), verb.lower())
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for one in view.operations
        if one.include_in_schema  # SCIM tells of itself, by its own schemas (RFC 7643)
        for verb in one.methods
    }
    assert told == served
    assert len(told) >= 7
    for path, verb in told:
        _well_formed(document, path, document["paths"][path][verb])
    assert not list(_dangling(document, document))


def _well_formed(document: dict[str, Any], path: str, one: dict[str, Any]) -> None:
    """Summary, an id of its own, every variable of the path, a good answer, and the refusals as problems."""
    ids = [o["operationId"] for verbs in document["paths"].values() for o in verbs.values()]
    assert ids.count(one["operationId"]) == 1
    assert one["summary"]
    variables = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    assert {p["name"] for p in one["parameters"] if p["in"] == "path"} == variables
    assert any(status.startswith("2") for status in one["responses"])
    if "security" in one:
        assert {"401", "403", "404"} <= set(one["responses"]), path
    for status, answer in one["responses"].items():
        assert answer["description"]
        if status.startswith(("4", "5")):
            assert answer["content"], f"{path} {status}"


def _dangling(document: dict[str, Any], part: Any) -> Any:
    """References that lead nowhere."""
    if isinstance(part, dict):
        if "$ref" in part:
            place: Any = document
            for name in part["$ref"].removeprefix("#/").split("/"):
                place = place.get(name, {})
            if not place:
                yield part["$ref"]
        for inner in part.values():
            yield from _dangling(document, inner)
    if isinstance(part, list):
        for inner in part:
            yield from _dangling(document, inner)
