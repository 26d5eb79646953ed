"""What a system says of a draft: where the boxes lie, which meeting it is, that it is copied once."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing.models import Body, Document
from armkrok.services.signing.tests.test_api import System, system
from armkrok.services.signing.tests.test_api_bad_input import asked
from armkrok.site.settling import Settled
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged

__all__ = ["system"]


@pytest.fixture
def draft(system: System) -> Any:
    return system.post("requests", asked(draft="true"), 201)


def _call(system: System, method: str, path: str, said: dict[str, Any], status: int = 200) -> Any:
    answer = system.client.generic(
        method,
        system._url(path),
        json.dumps(said),
        headers=system._headers(),
        content_type="application/json",
    )
    assert answer.status_code == status, answer.content[:600]
    return answer.json() if answer.content and "json" in answer.headers.get("Content-Type", "") else None


def test_a_box_is_placed_moved_and_taken_away(system: System, draft: Any, towns: Settled) -> None:
    karin = draft["people"][0]["id"]
    at = f"requests/{draft['id']}/documents/1/boxes"
    assert _call(system, "PUT", f"{at}/{karin}", {"page": 1, "x": 72, "y": 90})[0]["x"] == 72
    moved = _call(system, "PUT", f"{at}/{karin}", {"page": 1, "x": 100.5, "y": 90})
    assert moved == system.get(at) == [{"page": 1, "x": 100.5, "y": 90, "person_id": karin}]
    with unchanged(towns):
        for wrong in ({"page": 99, "x": 1, "y": 1}, {"page": 1, "x": 5000, "y": 1}):
            assert _call(system, "PUT", f"{at}/{karin}", wrong, 422)["code"] == "OutsidePage"
        for wrong in ({"page": 0, "x": 1, "y": 1}, {"page": 1, "x": -1, "y": 1}, {"page": 1}):
            assert _call(system, "PUT", f"{at}/{karin}", wrong, 422)["code"] == "Misshapen"
        _call(system, "PUT", f"{at}/{uuid4()}", {"page": 1, "x": 1, "y": 1}, 422)
        _call(
            system,
            "PUT",
            f"requests/{draft['id']}/documents/2/boxes/{karin}",
            {"page": 1, "x": 1, "y": 1},
            404,
        )
    _call(system, "DELETE", f"{at}/{karin}", {}, 204)
    assert system.get(at) == []
    _call(system, "POST", f"requests/{draft['id']}/send", {})
    _call(system, "PUT", f"{at}/{karin}", {"page": 1, "x": 72, "y": 90}, 404)


def test_the_meeting_of_minutes_is_told(system: System, draft: Any, towns: Settled) -> None:
    at = f"requests/{draft['id']}/meeting"
    system.get(at, 404)
    with scope(towns.organisations["sundby"].pk):
        Body.objects.create(name="Gamla nämnden", is_active=False)
        board = Body.objects.create(name="Kommunstyrelsen", rule="34 §", rule_reference="Arbetsordning 34 §")
    with scope(towns.organisations["norrvik"].pk):
        other = Body.objects.create(name="Kommunstyrelsen", rule="1 §")
    bodies = [one for one in system.get("bodies") if one["id"] == str(board.pk)]
    assert [(one["name"], one["rule"]) for one in bodies] == [("Kommunstyrelsen", "34 §")]
    assert "Gamla nämnden" not in json.dumps(system.get("bodies"))
    said = {"body_id": str(board.pk), "meeting_day": "2026-11-17", "paragraphs": "§§ 61–64\u202e"}
    told = _call(system, "PUT", at, said)
    assert (told["body"], told["adjust_by"], told["paragraphs"]) == (
        "Kommunstyrelsen",
        "2026-12-01",
        "§§ 61–64",
    )
    assert (told["announced_day"], told["appeal_by"]) == (None, None)
    assert system.get(at) == told
    later = (today() + timedelta(days=1)).isoformat()
    with unchanged(towns):
        assert _call(system, "PUT", at, said | {"meeting_day": later}, 422)["code"] == "NotMetYet"
        _call(system, "PUT", at, said | {"body_id": str(other.pk)}, 404)
    for verb in ("POST", "PATCH"):
        _call(system, verb, at, {"announced_day": "2026-11-20"}, 405)


def test_a_copy_and_a_template_are_made_once_for_a_key(system: System, draft: Any) -> None:
    made = [
        system.post(f"requests/{draft['id']}/{deed}", "{}", 201, key="k", kind="application/json")["id"]  # type: ignore[arg-type]
        for deed in ("copy", "copy", "template", "template")
    ]
    assert (made[0] == made[1], made[2] == made[3], len(set(made))) == (True, True, 2)


def test_another_systems_draft_is_left_alone(system: System, draft: Any, towns: Settled) -> None:
    karin = draft["people"][0]["id"]
    with scope(towns.organisations["sundby"].pk):
        other = ApiClient.objects.create(name="Annat", client_id="a", scopes=[])
        AccessToken.objects.update(client=other)
    with unchanged(towns):
        at = f"requests/{draft['id']}"
        _call(system, "PUT", f"{at}/documents/1/boxes/{karin}", {"page": 1, "x": 1, "y": 1}, 404)
        _call(system, "DELETE", f"{at}/documents/1/boxes/{karin}", {}, 404)
        _call(system, "PUT", f"{at}/meeting", {"body_id": str(uuid4()), "meeting_day": "2026-11-17"}, 404)
        system.get(f"{at}/documents/1/boxes", 404)


def test_a_file_that_others_have_signed_is_kept_as_it_is(
    system: System, towns: Settled, simulators: Simulators
) -> None:
    assert system.post("requests", asked(as_is="true"), 422)["code"] == "FileRefused", "nobody has signed it"
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.stamp", "signing.send"])
    file = {"file": asked()["file"]}
    content = b"".join(system.post("stamp", file).streaming_content)
    assert system.post("requests", asked(content), 422)["code"] == "FileRefused", "a rebuild would break it"
    made = system.post("requests", asked(content, as_is="true", draft="true"), 201)
    with scope(towns.organisations["sundby"].pk):
        kept = Document.objects.get(request_id=made["id"])
        assert (kept.as_is, kept.original.size) == (True, len(content))
