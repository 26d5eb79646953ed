"""Revoking a certificate takes two people; then every check says so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from pytest_django.fixtures import Settings

from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import issuing, keys, revocation
from armkrok.services.signing.actions import revoking
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.engine import KeyUnavailable
from armkrok.services.signing.models import (
    Consent,
    IssuedCertificate,
    IssuingAuthority,
    Revocation,
    Signature,
    SigningRequest,
)
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, report_on
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.softhsm import SoftHsm
from tests.support.unchanged import unchanged
from tests.support.visitor import Page

PAGE = "/sundby/underskrift/forvalta/certifikat/"
ASK = PAGE + "sparra/"


@pytest.fixture(autouse=True)
def administrators(towns: Settled) -> None:
    """Amina looks after certificates together with Sara."""
    with inside(towns, "sara"):
        for key in ("amina", "sara"):
            person = towns.people[key]
            RoleAssignment.objects.get_or_create(person=person, role="administrator", board=None, unit=None)


@pytest.fixture
def serial(asked: SigningRequest, visit: Visit, simulators: Simulators) -> str:
    """The certificate of Karin's signature."""
    Signing(visit("karin"), asked).answer(simulators).ended()
    with scope(asked.organisation_id):
        return Signature.objects.get().certificate_serial


def _asked(visit: Visit, serial: str, reason: str = "privilege_withdrawn") -> Page:
    sara = visit("sara")
    sent = sara.submit(sara.get(ASK), serial=serial.lower(), reason=reason, why="Hon hade slutat.")
    return sara.follow(sent)


def _waiting(towns: Settled) -> str:
    with inside(towns, "sara"):
        return f"{ASK}{Revocation.objects.get(approved_at=None, rejected_at=None).pk}/"


def _list(towns: Settled, visit: Visit) -> x509.CertificateRevocationList:
    content = visit().client.get("/sundby/underskrift/certifikat/utfardare.crl").content
    return x509.load_der_x509_crl(content)


def _log(towns: Settled) -> list[str]:
    with inside(towns, "sara"):
        rows = AuditRow.objects.filter(event__startswith="Revocation").order_by("at")
        return list(rows.values_list("event", flat=True))


def test_two_people_revoke_and_every_check_says_so(
    asked: SigningRequest, serial: str, visit: Visit, towns: Settled
) -> None:
    before = _list(towns, visit)
    page = _asked(visit, serial)
    assert "Väntar på godkännande" in page.text
    assert _list(towns, visit).get_revoked_certificate_by_serial_number(int(serial, 16)) is None
    amina = visit("amina")
    shown = amina.get(_waiting(towns))
    assert "Hon hade slutat." in shown.text
    done = amina.follow(amina.post(_waiting(towns), {"answer": "approve"}))
    assert "Spärrat" in done.text
    after = _list(towns, visit)
    entry = after.get_revoked_certificate_by_serial_number(int(serial, 16))
    assert entry is not None
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name == "privilege_withdrawn"
    number = [
        one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in (before, after)
    ]
    assert number[1] > number[0]
    with scope(asked.organisation_id):
        report = report_on(asked)
    (signature,) = report.signatures
    assert (report.verdict, signature.valid_then.code) == ("altered", "revoked")
    assert signature.valid_then.at is not None
    assert _log(towns) == ["RevocationAsked", "RevocationApproved"]


def test_what_is_merely_replaced_still_counts(
    asked: SigningRequest, serial: str, visit: Visit, towns: Settled
) -> None:
    _asked(visit, serial, "superseded")
    visit("amina").post(_waiting(towns), {"answer": "approve"})
    with scope(asked.organisation_id):
        report = report_on(asked)
    assert (report.verdict, report.signatures[0].valid_then.code) == ("valid", "revoked_later")


def test_nobody_approves_her_own(serial: str, visit: Visit, towns: Settled) -> None:
    _asked(visit, serial)
    sara, address = visit("sara"), _waiting(towns)
    assert "Be en kollega" in sara.get(address).text
    with unchanged(towns):
        for answer in ("approve", "reject"):
            sara.post(address, {"answer": answer}, status=403)


def test_a_rejected_one_can_be_asked_for_again(serial: str, visit: Visit, towns: Settled) -> None:
    _asked(visit, serial)
    address, amina = _waiting(towns), visit("amina")
    amina.post(address, {"answer": "reject"})
    with unchanged(towns):
        amina.post(address, {"answer": "approve"}, status=409)
    _asked(visit, serial)
    assert _log(towns) == ["RevocationAsked", "RevocationRejected", "RevocationAsked"]


@pytest.mark.parametrize("bad", ["", "inte ett nummer", "ABCDEF0123456789"])
def test_what_is_not_ours_is_refused(bad: str, serial: str, visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(ASK)
    with unchanged(towns):
        refused = sara.submit(page, serial=bad, reason="superseded", why="Prov", status=422)
    assert refused.problems


def test_another_towns_certificate_is_not_ours(serial: str, visit: Visit, towns: Settled) -> None:
    IssuedCertificate.objects.filter(serial=serial).update(issued_by=towns.organisations["norrvik"].pk)
    sara = visit("sara")
    page = sara.get(ASK)
    with unchanged(towns):
        sara.submit(page, serial=serial, reason="superseded", why="Prov", status=422)


def test_the_same_twice(serial: str, visit: Visit, towns: Settled) -> None:
    _asked(visit, serial)
    sara = visit("sara")
    page = sara.get(ASK)
    with unchanged(towns):
        refused = sara.submit(page, serial=serial, reason="superseded", why="Igen", status=422)
    assert "redan" in " ".join(refused.problems)


def test_only_administrators_see_certificates(serial: str, visit: Visit, towns: Settled) -> None:
    _asked(visit, serial)
    with unchanged(towns):
        for address in (PAGE, ASK, _waiting(towns)):
            visit("karin").get(address, status=403)
            visit("johan").get(address, status=404)


@pytest.fixture
def module(softhsm: SoftHsm, settings: Settings, tmp_path: Path) -> Iterator[SoftHsm]:
    """Sundby's keys are in a hardware module with one session."""
    settings.PKCS11 = vars(softhsm.settings(sessions=1, wait=0.2))
    settings.KEYS, settings.TRUST = tmp_path / "keys", tmp_path / "trust"
    keys.forget()
    yield softhsm
    keys.forget()


def test_a_full_pool_loses_nothing(
    module: SoftHsm, asked: SigningRequest, visit: Visit, towns: Settled, simulators: Simulators
) -> None:
    """Every session is taken when the e-ID answers: the consent is kept, and the job signs later."""
    with keys.pool().session():
        page = Signing(visit("karin"), asked).answer(simulators).ended()
        assert "sparas" in page.text
        with scope(asked.organisation_id):
            assert not Signature.objects.exists()
            consent = Consent.objects.get(signed_at=None)
        with pytest.raises(KeyUnavailable, match="busy"):
            append_later(organisation_id=str(asked.organisation_id), act_id=str(consent.act_id))
    append_later(organisation_id=str(asked.organisation_id), act_id=str(consent.act_id))
    with scope(asked.organisation_id):
        assert Signature.objects.count() == 1
        assert report_on(asked).verdict == "valid"


def test_an_old_list_is_published_while_the_module_is_away(
    module: SoftHsm, visit: Visit, towns: Settled
) -> None:
    with inside(towns, "sara"):
        first = revocation.current()
        half = now() + revocation.LIFE / 2 - timedelta(minutes=1)
        IssuingAuthority.objects.update(crl_until=half)
        module.unplug()
        try:
            assert revocation.current() == first
        finally:
            module.plug_in()
        assert revocation.current() != first


def test_an_approval_outlives_a_module_that_is_away(module: SoftHsm, visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        issuing.issuer()
        revocation.current()
        serial = "ABCDEF0123456789"
        IssuedCertificate.objects.create(serial=serial, issued_by=sara.organisation.pk, method="", loa="")  # type: ignore[union-attr]
        asked = revoking.ask(serial, "superseded", "Prov", by=sara)
    module.unplug()
    try:
        with inside(towns, "amina") as amina:
            revoking.approve(asked, by=amina)
    finally:
        module.plug_in()
    with inside(towns, "sara") as sara:
        assert Revocation.objects.get().approved_at is not None
        revoking.publish_later(str(asked.organisation_id))
        published = x509.load_der_x509_crl(revocation.current())
    assert published.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None


def test_what_is_revoked_after_the_archive_stamp_is_said_too(
    towns: Settled, ask: Ask, visit: Visit, simulators: Simulators
) -> None:
    """The list inside the sealed file is older than the revocation; ours of today is asked as well."""
    request = ask(towns, "karin")
    Signing(visit("karin"), request).answer(simulators).ended()
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
    with scope(request.organisation_id):
        assert report_on(request).verdict == "valid"
        serial = Signature.objects.get().certificate_serial
    _asked(visit, serial, "key_compromise")
    visit("amina").post(_waiting(towns), {"answer": "approve"})
    with scope(request.organisation_id):
        report = report_on(request)
    assert (report.verdict, report.signatures[0].valid_then.code) == ("altered", "revoked")
