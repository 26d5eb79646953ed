"""The seals: made when first needed, renewed by themselves, and good on any file."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from armkrok.core.administration.actions.organisation import set_number
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import checking, issuing, key_health, keys, revocation, seals
from armkrok.services.signing.actions import revoking
from armkrok.services.signing.engine import seal_document
from armkrok.services.signing.key_errors import NoPlatformSeal
from armkrok.services.signing.models import IssuingAuthority, Revocation, SealKey
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.softhsm import SoftHsm

OF_A_LEGAL_PERSON = {"1.3.6.1.5.5.7.1.3"}  # qCStatements with the semantics identifier


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, settings: Settings) -> None:
    """Keys, root and trust of this test alone."""
    settings.KEYS, settings.TRUST = tmp_path / "keys", tmp_path / "trust"
    keys.forget()


def _names(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()


@pytest.mark.parametrize("place", ["file", "pkcs11"])
def test_a_report_is_sealed_and_checked(
    place: str,
    towns: Settled,
    settings: Settings,
    tmp_path: Path,
    simulators: Simulators,
    request: pytest.FixtureRequest,
) -> None:
    if place == "pkcs11":
        softhsm: SoftHsm = request.getfixturevalue("softhsm")
        settings.PKCS11 = vars(softhsm.settings())
    source, target = tmp_path / "rapport.pdf", tmp_path / "stamplad.pdf"
    source.write_bytes(minutes(2))
    with inside(towns, "sara"):
        credential = seals.seal_credential()
        seal_document(source, target, credential, timestamper=issuing.timestamper())
        assert seals.seal_credential().certificate == credential.certificate
        report = checking.checked(target)
    (found,) = report.signatures
    assert (found.signer, found.level) == ("Sundby kommun", "B-T")
    assert {one.answer for one in found.answers.values()} == {"yes"}
    keys.forget()


def test_each_organisation_has_its_own(towns: Settled) -> None:
    found = {}
    for slug in ("sundby", "norrvik"):
        with scope(towns.organisations[slug].pk):
            found[slug] = seals.seal_credential().certificate
    assert "Sundby kommun" in _names(found["sundby"])
    assert "Norrviks kommun" in _names(found["norrvik"])
    assert found["sundby"].public_key() != found["norrvik"].public_key()


def test_the_organisations_number_is_in_the_seal(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        first = seals.seal_credential().certificate
        set_number("212000-0142", by=sara)
        second = seals.seal_credential().certificate
        set_number("", by=sara)
        third = seals.seal_credential().certificate
        assert seals.seal_credential().certificate == third
    found = [
        one.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER) for one in (first, second, third)
    ]
    assert [[name.value for name in names] for names in found] == [
        ["NTRSE-2120009903"],
        ["NTRSE-2120000142"],
        [],
    ]
    assert not OF_A_LEGAL_PERSON & set(_extensions(third))
    assert set(_extensions(second)) >= OF_A_LEGAL_PERSON, "EN 319 412-1 5.1.4 wants the statement with it"


def _extensions(certificate: x509.Certificate) -> list[str]:
    return [one.oid.dotted_string for one in certificate.extensions]


def test_a_seal_is_renewed_before_it_ends(towns: Settled) -> None:
    with inside(towns, "sara"):
        first = seals.seal_credential().certificate
        SealKey.objects.update(valid_until=now() + timedelta(days=10))
        second = seals.seal_credential().certificate
        assert second.serial_number != first.serial_number
        assert SealKey.objects.exclude(retired_at=None).count() == 1


def test_a_revoked_seal_is_used_no_more(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        first = seals.seal_credential().certificate
        asked = revoking.ask(f"{first.serial_number:X}", "key_compromise", "Nyckeln kom bort", by=sara)
    with inside(towns, "karin") as karin:
        revoking.approve(asked, by=karin)
        assert seals.seal_credential().certificate.serial_number != first.serial_number
        listed = x509.load_der_x509_crl(revocation.current())
        assert Revocation.objects.get().approved_by_id == karin.person_id
    assert listed.get_revoked_certificate_by_serial_number(first.serial_number) is not None


def test_the_platform_has_a_seal_in_the_demo_and_asks_for_one_in_production(
    towns: Settled, settings: Settings, tmp_path: Path, simulators: Simulators
) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NoPlatformSeal):
        seals.platform_seal_credential()
    settings.PRODUCTION = False
    credential = seals.platform_seal_credential()
    assert "Armkrok" in _names(credential.certificate)
    assert credential.issuers == ()
    assert seals.platform_seal_credential().certificate == credential.certificate
    source, target = tmp_path / "rapport.pdf", tmp_path / "stamplad.pdf"
    source.write_bytes(minutes(1))
    seal_document(source, target, credential, timestamper=issuing.timestamper())
    (found,) = checking.checked(target).signatures
    assert {found.intact.answer, found.authentic.answer, found.trusted.answer} == {"yes"}


def test_health_tells_what_must_be_done(
    towns: Settled, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRODUCTION = True
    assert any("Rotcertifikatet saknas" in one for one in key_health.faults())
    settings.PRODUCTION = False
    with inside(towns, "sara"):
        end = issuing.issuer().certificate.not_valid_after_utc
    assert key_health.faults() == []
    monkeypatch.setattr(key_health, "now", lambda: end - timedelta(days=30))
    told = key_health.faults()
    assert any("sundby" in one and "gäller bara till" in one for one in told)
    assert any("Rotens spärrlista gäller bara till" in one for one in told)
    monkeypatch.setattr(key_health, "now", lambda: end)
    assert any("ingen kan skriva under" in one and "--renew" in one for one in key_health.faults())
    assert key_health.faults_of_settings() == []
    settings.PKCS11 = {**settings.PKCS11, "module": "/borta.so"}
    assert len(key_health.faults_of_settings()) == 2
    settings.PKCS11 = {**settings.PKCS11, "pin": "1"}
    assert any("no_module" in one for one in key_health.faults())
    with inside(towns, "sara"):
        assert IssuingAuthority.objects.get().store == keys.FILE
