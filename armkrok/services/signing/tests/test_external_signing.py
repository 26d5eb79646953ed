"""Signing at an external service, over the wire: the page, the way there and back, and what can go wrong."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import pytest
from django.db.models import F
from pytest_django import Settings

from armkrok.core.tenants.scope import scope
from armkrok.services.signing import issuing
from armkrok.services.signing.actions import external_appending
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import (
    Act,
    Consent,
    Document,
    ExternalSigning,
    Party,
    SigningPolicy,
    SigningRequest,
)
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, address, events_of, landed, paper, report_on, said
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.simulators import Simulators, running
from tests.support.visitor import Visitor

ANSWER = "/sundby/underskrift/tjanst/svar/"


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running service, and the file that tells of it."""
    home = tmp_path_factory.mktemp("signservice")
    with running("armkrok.simulators.signservice", home):
        yield home / "services.toml"


@pytest.fixture
def request_at_service(
    towns: Settled, ask: Ask, simulators: Simulators, settings: Settings, agreed: Path
) -> SigningRequest:
    """Karin and Elif are asked, in a town that has chosen the service beside BankID."""
    settings.SIGN_SERVICES = agreed
    request = ask(towns, "karin", "elif")
    with scope(request.organisation_id):
        SigningPolicy.objects.create(external_service="simulerad")
    return request


def go(visitor: Visitor, request: SigningRequest) -> Any:
    """Press the button, and be shown the way."""
    return visitor.post(address(request) + "tjanst/", status=200)


def there(page: Any, action: str = "approve") -> Mapping[str, str]:
    """What the service's page posts back when the person has answered."""
    (form,) = [one for one in page.find("//main//form") if one.get("action", "").startswith("http://")]
    policy = page.response.headers["Content-Security-Policy"]
    assert form.get("action").removesuffix("/request") in policy
    fields = {one.get("name"): one.get("value") for one in form.iter("input")}
    shown = httpx.post(form.get("action"), data=fields, follow_redirects=True)
    back = httpx.post(str(shown.url), data={"action": action})
    (form,) = lxml.html.document_fromstring(back.text).forms  # type: ignore[attr-defined]
    assert form.action.endswith(ANSWER)
    return {name: str(value) for name, value in form.fields.items()}


def carried(visitor: Visitor, form: Mapping[str, str], status: int = 303) -> str:
    """The browser carries the answer from another site, so without cookies; where it is sent."""
    stranger = Visitor()
    stranger.client.cookies.clear()
    response = stranger.client.post(ANSWER, dict(form))
    assert response.status_code == status, response.content
    return str(response.headers.get("Location", ""))


def visits(request: SigningRequest) -> list[tuple[str, str]]:
    with scope(request.organisation_id):
        return list(ExternalSigning.objects.order_by("created_at").values_list("state", "status"))


def nothing_signed(request: SigningRequest) -> None:
    with scope(request.organisation_id):
        assert not Act.objects.exists()
        assert not Party.objects.filter(request=request, state=Party.State.SIGNED).exists()
        assert not Document.objects.filter(reserved_until__isnull=False).exists()


def test_there_and_back(visit: Visit, request_at_service: SigningRequest, simulators: Simulators) -> None:
    request, karin = request_at_service, visit("karin")
    where = carried(karin, there(go(karin, request)))
    page = landed(karin, where)
    assert page.response.request["PATH_INFO"].endswith("/klart/")
    with scope(request.organisation_id):
        (consent,) = Consent.objects.select_related("act", "party").all()
        assert consent.act.method == "Underskriftstjänst"
        assert consent.signed_at
        assert consent.party.state == Party.State.SIGNED
        assert not Document.objects.filter(reserved_until__isnull=False).exists()
        assert events_of(request).count("DocumentSigned") == 1
        assert events_of(request).count("WentToSignService") == 1
        assert {one.level for one in report_on(request).signatures} == {"B-T"}
    assert Signing(visit("elif"), request).answer(simulators).told().endswith("/klart/")
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
    with scope(request.organisation_id):
        report = report_on(request)
        assert report.verdict == "valid"
        assert {one.level for one in report.signatures} == {"B-LTA"}
        assert len(report.signatures) == 2


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("user-cancel", "user-cancel", "Du avbröt."),
        ("req-expired", "req-expired", "Det tog för lång tid."),
        ("user-mismatch", "user-mismatch", "en annan persons e-legitimation"),
        ("unsupported-loa", "unsupported-loa", "räcker inte"),
        ("sigmessage-error", "sigmessage-error", "kunde inte visa"),
        ("authn-failed", "authn-failed", "gick inte att legitimera"),
        ("security-violation", "security-violation", "av säkerhetsskäl"),
        ("general-error", "service-refused", "kunde inte göra underskriften"),
        ("otherPerson", "wrong-signer", "Någon annan än du"),
        ("wrapped", "not-authentic", "stämmer inte"),
        ("otherDigest", "wrong-signature", "stämmer inte"),
        ("otherCertificatePerson", "wrong-certificate", "stämmer inte"),
        ("lowLevel", "wrong-authentication", "så säkert som krävs"),
        ("missingTask", "wrong-tasks", "stämmer inte"),
        ("old", "too-old", "kom för sent"),
    ],
)
def test_nothing_comes_of_an_error_or_a_lie(
    visit: Visit, request_at_service: SigningRequest, action: str, status: str, words: str
) -> None:
    request, karin = request_at_service, visit("karin")
    page = landed(karin, carried(karin, there(go(karin, request), action)))
    (told,) = said(page)
    assert words in told
    assert "Inget har skrivits under." in told
    assert visits(request) == [("refused", status)]
    nothing_signed(request)
    with scope(request.organisation_id):
        assert events_of(request).count("SignServiceRefused") == 1


def test_an_answer_is_used_once(visit: Visit, request_at_service: SigningRequest) -> None:
    request, karin = request_at_service, visit("karin")
    form = there(go(karin, request))
    carried(karin, form)
    carried(karin, form, status=404)
    with scope(request.organisation_id):
        assert events_of(request).count("DocumentSigned") == 1


def test_an_answer_to_nothing(visit: Visit, request_at_service: SigningRequest) -> None:
    carried(
        visit("karin"), {"Binding": "POST/XML/1.0", "RelayState": "_x", "EidSignResponse": "x"}, status=404
    )
    carried(visit("karin"), {}, status=404)


def test_another_waits_while_somebody_is_away(
    visit: Visit, request_at_service: SigningRequest, simulators: Simulators
) -> None:
    request, karin, elif_ = request_at_service, visit("karin"), visit("elif")
    form = there(go(karin, request))
    refused = elif_.post(address(request) + "tjanst/", status=302)
    assert "Någon annan skriver under just nu." in said(elif_.follow(refused))[0]
    page = Signing(elif_, request).answer(simulators).ended()
    assert "håller på att sparas" in page.text
    carried(karin, form)
    with scope(request.organisation_id):
        assert events_of(request).count("DocumentSigned") == 1


def test_who_comes_back_too_late_to_a_moved_document_is_told(
    visit: Visit, request_at_service: SigningRequest, simulators: Simulators
) -> None:
    request, karin = request_at_service, visit("karin")
    form = there(go(karin, request))
    with scope(request.organisation_id):
        Document.objects.update(reserved_until=F("reserved_until") - timedelta(minutes=5))
    assert Signing(visit("elif"), request).answer(simulators).told().endswith("/klart/")
    page = landed(karin, carried(karin, form))
    assert "Någon annan skrev under samtidigt." in said(page)[0]
    assert visits(request) == [("refused", "moved")]
    assert landed(karin, carried(karin, there(go(karin, request)))).h1
    with scope(request.organisation_id):
        assert len(report_on(request).signatures) == 2


def test_backing_out_frees_the_document(visit: Visit, request_at_service: SigningRequest) -> None:
    request, karin = request_at_service, visit("karin")
    page = go(karin, request)
    form = there(page)
    karin.submit(page, "/avbryt/")
    nothing_signed(request)
    carried(karin, form, status=404)
    go(karin, request)
    go(karin, request)
    assert [state for state, _ in visits(request)].count("away") == 1


def test_withdrawn_while_away(visit: Visit, request_at_service: SigningRequest, towns: Settled) -> None:
    request, karin = request_at_service, visit("karin")
    form = there(go(karin, request))
    with scope(request.organisation_id):
        SigningRequest.objects.filter(pk=request.pk).update(state=SigningRequest.State.WITHDRAWN)
    page = landed(karin, carried(karin, form))
    assert page.status == 200
    nothing_signed(request)


def test_an_outage_of_stamps_keeps_the_answer_until_they_are_back(
    visit: Visit, request_at_service: SigningRequest, simulators: Simulators
) -> None:
    request, karin = request_at_service, visit("karin")
    form = there(go(karin, request))
    simulators.fault(simulators.tsa, fault="down")
    page = landed(karin, carried(karin, form))
    assert "håller på att sparas" in page.text
    with scope(request.organisation_id):
        assert paper(request).reserved_until
        signing = ExternalSigning.objects.get()
    simulators.heal()
    for _ in range(2):
        external_appending.append_later(
            organisation_id=str(request.organisation_id), signing_id=str(signing.pk)
        )
    with scope(request.organisation_id):
        assert not paper(request).reserved_until
        assert {one.level for one in report_on(request).signatures} == {"B-T"}
        assert events_of(request).count("DocumentSigned") == 1


def test_no_stamp_no_leaving(
    visit: Visit, request_at_service: SigningRequest, simulators: Simulators
) -> None:
    request, karin = request_at_service, visit("karin")
    client = issuing.timestamper()
    size, client._largest = client._largest, 0  # type: ignore[attr-defined]
    simulators.fault(simulators.tsa, fault="down")
    page = karin.follow(karin.post(address(request) + "tjanst/"))
    assert "tidsstämpel" in said(page)[0]
    client._largest = size  # type: ignore[attr-defined]
    nothing_signed(request)


def test_a_town_without_a_service(visit: Visit, towns: Settled, ask: Ask, simulators: Simulators) -> None:
    request = ask(towns, "karin")
    visit("karin").post(address(request) + "tjanst/", status=404)
    nothing_signed(request)


def test_others_cannot_leave_with_the_document(visit: Visit, request_at_service: SigningRequest) -> None:
    visit("mikael").post(address(request_at_service) + "tjanst/", status=404)
    nothing_signed(request_at_service)
