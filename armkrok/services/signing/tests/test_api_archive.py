"""A system of the archive's: what is finished, packages, receipts, and what may be culled but not by it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.services.signing import retention
from armkrok.services.signing.actions import delivering
from armkrok.services.signing.models import Culling, Delivery, Document, SigningRequest
from armkrok.services.signing.policy import starting_set
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.test_api import SECRET, System
from armkrok.site.api import api
from armkrok.site.settling import Settled
from tests.support.systems import known_system
from tests.support.unchanged import unchanged

JSON = "application/json"


def _system(towns: Settled, *scopes: str) -> System:
    with scope(towns.organisations["sundby"].pk):
        known_system(SECRET, name="E", client_id="e", scopes=list(scopes))
    sent = {"grant_type": "client_credentials", "client_id": "e", "client_secret": SECRET}
    return System(Client(), Client().post("/api/v1/sundby/oauth/token", sent).json()["access_token"])


@pytest.fixture
def system(towns: Settled) -> System:
    return _system(towns, "signing.archive", "signing.cull")


@pytest.fixture
def ended(towns: Settled, ask: Ask) -> SigningRequest:
    """Amina's request, done as far as the archive knows; nobody's e-ID is asked here."""
    request = ask(towns, "karin")
    with scope(request.organisation_id):
        SigningRequest.objects.filter(pk=request.pk).update(
            state=SigningRequest.State.COMPLETED, completed_at=now(), told_at=now()
        )
        return SigningRequest.objects.get(pk=request.pk)


def _culls(request: SigningRequest, trigger: str) -> None:
    kind = next(one for one in starting_set(today()).values() if not one.is_blocked)
    rule = {"action": "cull", "trigger": trigger, "years": 0}
    request.type_values = kind.values() | {"retention": rule}
    request.cull_from = retention.first_day(request)
    request.save(update_fields=["type_values", "cull_from"])


def _order(system: System, found: SigningRequest, key: str = "", status: int = 201) -> Any:
    return system.post(f"archive/requests/{found.pk}/deliveries", {}, status, key=key)


def test_a_package_is_ordered_once_fetched_and_received(
    system: System, towns: Settled, ended: SigningRequest
) -> None:
    assert [one["id"] for one in system.get("archive/requests")["items"]] == [str(ended.pk)]
    made = _order(system, ended, "k")
    assert _order(system, ended, "k")["id"] == made["id"]
    assert (made["sha256"], made["request_id"]) == ("", str(ended.pk))
    at = f"archive/deliveries/{made['id']}"
    assert system.get(f"{at}/package", 409)["code"] == "NoPackage"
    delivering.make_package(organisation_id=str(ended.organisation_id), delivery_id=made["id"])
    told = system.get(at)
    assert (len(told["sha256"]), told["failure"], bool(told["held_to"])) == (64, "", True)
    assert b"".join(system.get(f"{at}/package").streaming_content)[:2] == b"PK"
    assert system.get("archive/requests")["items"] == []
    assert len(system.get("archive/requests?view=awaiting_receipt")["items"]) == 1
    with unchanged(towns):
        assert system.post(f"{at}/receipt", {"named": "annat"}, 422)["code"] == "WrongReceipt"
    file = SimpleUploadedFile("kvittens.xml", b"<mottaget/>", "application/xml")
    told = system.post(f"{at}/receipt", {"named": made["identifier"], "text": "Mottaget", "file": file})
    assert told["receipt_at"]
    assert system.post(f"{at}/receipt", {"named": made["identifier"]}, 409)["code"] == "ReceiptKept"
    with scope(ended.organisation_id):
        kept = Delivery.objects.get()
        assert (kept.receipt, kept.receipt_by, kept.made_by) == ("Mottaget", None, None)
        assert kept.receipt_file.size == len(b"<mottaget/>")


def test_packages_come_in_pages(system: System, ended: SigningRequest) -> None:
    ids = [_order(system, ended)["id"] for _ in range(3)]
    first = system.get("archive/deliveries?limit=2")
    rest = system.get(f"archive/deliveries?limit=2&after={first['next']}")
    assert [one["id"] for one in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next"] is None
    assert system.get(f"archive/deliveries?request_id={uuid4()}")["items"] == []


def test_what_is_not_finished_is_not_delivered(system: System, towns: Settled, ask: Ask) -> None:
    waiting = ask(towns, "karin")
    with unchanged(towns):
        _order(system, waiting, status=404)
    assert system.get("archive/requests?view=all")["items"] == []
    assert system.get("archive/requests?view=nothing", 422)["code"] == "Misshapen"


def test_what_may_be_culled_is_shown_and_a_person_decides(
    system: System, towns: Settled, ended: SigningRequest
) -> None:
    assert system.get("archive/culling")["count"] == 0
    with scope(ended.organisation_id):
        _culls(ended, "completed")
        digest = retention.preview().digest
    with unchanged(towns):
        shown = system.get("archive/culling")
    assert (shown["count"], shown["digest"], shown["next"]) == (1, digest, None)
    assert shown["items"][0]["id"] == str(ended.pk)
    with scope(ended.organisation_id):
        assert not Culling.objects.exists()
    paths = {path for _prefix, one in api._routers for path in one.path_operations if "culling" in path}
    verbs = {verb for _p, one in api._routers for path in paths & one.path_operations.keys()
             for told in one.path_operations[path].operations for verb in told.methods}  # fmt: skip
    assert (paths, verbs) == ({"/archive/culling"}, {"GET"}), "a decision to cull is a person's, on the page"


def test_a_system_tells_when_the_case_was_closed(system: System, ended: SigningRequest) -> None:
    at, said = f"archive/requests/{ended.pk}/cull-from", json.dumps({"day": "2020-02-03"})
    sent: Any = said
    assert system.post(at, sent, 422, kind=JSON)["code"] == "NoSuchTrigger"
    with scope(ended.organisation_id):
        _culls(ended, "case_closed")
    assert system.post(at, sent, kind=JSON)["cull_from"] == "2020-02-03"


def test_renewals_are_told_with_those_that_failed(system: System, ended: SigningRequest) -> None:
    with scope(ended.organisation_id):
        Document.objects.filter(request=ended).update(
            is_sealed=True, stamp_until=now(), renewal_failure="timeout", renewal_tried_at=now()
        )
    told = system.get("archive/renewals")
    assert [one["count"] for one in told["months"]] == [1]
    assert [(one["request_id"], one["place"], one["failure"]) for one in told["failed"]] == [
        (str(ended.pk), 1, "timeout")
    ]


def test_without_the_right_scope(towns: Settled, ended: SigningRequest) -> None:
    system = _system(towns, "signing.send")
    for path in ("archive/requests", "archive/deliveries", "archive/culling", "archive/renewals"):
        assert system.get(path, 403)["code"] == "NotAllowed"
    _order(system, ended, status=403)
