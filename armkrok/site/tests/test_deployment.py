"""What must not be so in production is refused, each with a sentence; what is safe is let through."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django.fixtures import Settings

from armkrok.core.eid.models import Provider
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.cli.database import faults_of_role, refuse_mighty_role
from armkrok.site.cli.deployment import faults_of_settings
from armkrok.site.cli.place import Stop
from armkrok.site.cli.providers import faults_of_providers, refuse_simulated_providers
from armkrok.site.cli.simulated import DEMO_ONLY, refuse_simulators
from armkrok.site.roles import Addresses, addresses
from armkrok.site.settling import Settled, settle
from tests.support.databases import SUPERUSER

TWO_ROLES = Addresses("postgresql://app@db/armkrok", "postgresql://owner@db/armkrok", "")
BANKID = {
    "url": "https://appapi2.bankid.com",
    "tls_root": "/etc/armkrok/bankid-tls.pem",
    "certificate": "/etc/armkrok/bankid.pem",
    "key": "/etc/armkrok/bankid.key",
    "root": "/etc/armkrok/bankid-root.pem",
    "app_url": "https://app.bankid.com/",
}
SAFE: dict[str, Any] = {
    "PRODUCTION": True,
    "BASE_URL": "https://armkrok.sundby.example",
    "ALLOWED_HOSTS": ["armkrok.sundby.example"],
    "BANKID": BANKID,
    "BANKID_SIMULATED": False,
    "TSA_SIMULATED": False,
    "TSA_URL": "https://tsa.sundby.example",
    "TSA_ROOT": "/etc/armkrok/tsa.pem",
    "ONLY_TEST_NUMBERS": False,
    "OUTGOING_HOSTS": [],
    "INNER_HOSTS": ["sundby=skolsystem.sundby.internal:443"],
    "EMAIL_HOST": "smtp.sundby.example",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "DEFAULT_FROM_EMAIL": "Armkrok <armkrok@sundby.se>",
    "S3_ENDPOINT": "https://s3.sundby.example",
}
UNSAFE: list[tuple[dict[str, Any], str]] = [
    ({"PRODUCTION": False}, "ARMKROK_MODE"),
    ({"BASE_URL": "http://armkrok.sundby.example"}, "ARMKROK_URL"),
    ({"ALLOWED_HOSTS": ["*"]}, "ARMKROK_ALLOWED_HOSTS"),
    ({"BANKID_SIMULATED": True}, "ARMKROK_BANKID_SIMULATED"),
    ({"BANKID": BANKID | {"url": "http://127.0.0.1:8010"}}, "ARMKROK_BANKID_URL"),
    ({"BANKID": BANKID | {"url": "https://appapi2.test.bankid.com"}}, "ARMKROK_BANKID_URL"),
    ({"BANKID": BANKID | {"certificate": ""}}, "ARMKROK_BANKID_CERTIFICATE"),
    ({"TSA_SIMULATED": True}, "ARMKROK_TSA_SIMULATED"),
    ({"TSA_URL": "http://127.0.0.1:8011"}, "ARMKROK_TSA_URL"),
    ({"POPULATION": {"url": "http://127.0.0.1:8016", "simulated": True}}, "ARMKROK_POPULATION_SIMULATED"),
    ({"MANDATES": {"url": "http://127.0.0.1:8017", "simulated": True}}, "ARMKROK_MANDATES_SIMULATED"),
    ({"ONLY_TEST_NUMBERS": True}, "ARMKROK_ONLY_TEST_NUMBERS"),
    ({"OUTGOING_HOSTS": ["mottagare.sundby.example"]}, "ARMKROK_OUTGOING_HOSTS"),
    ({"INNER_HOSTS": ["sundby=*.sundby.internal:443"]}, "ARMKROK_INNER_HOSTS"),
    ({"INNER_HOSTS": ["skolsystem.sundby.internal"]}, "ARMKROK_INNER_HOSTS"),
    ({"EMAIL_USE_TLS": False}, "ARMKROK_SMTP_URL"),
    ({"DEFAULT_FROM_EMAIL": "Armkrok <svara-inte@armkrok.example>"}, "ARMKROK_MAIL_FROM"),
    ({"S3_ENDPOINT": "http://s3.sundby.example"}, "ARMKROK_S3_ENDPOINT"),
]


@pytest.fixture
def safe(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings that will do in production."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.TRUST = tmp_path / "trust"
    settings.TRUST.mkdir()
    monkeypatch.setenv("ARMKROK_SECRET_KEY", "s" * 48)
    monkeypatch.setenv("ARMKROK_FIELD_KEY", "f" * 48)
    return settings


def test_safe_settings_pass(safe: Settings) -> None:
    assert faults_of_settings(TWO_ROLES, is_embedded=False) == []


@pytest.mark.parametrize(("change", "name"), UNSAFE, ids=lambda one: one if isinstance(one, str) else "")
def test_each_unsafe_setting_is_named(safe: Settings, change: dict[str, Any], name: str) -> None:
    for key, value in change.items():
        setattr(safe, key, value)
    found = faults_of_settings(TWO_ROLES, is_embedded=False)
    assert len(found) == 1
    assert name in found[0]


@pytest.mark.parametrize("name", ["ARMKROK_SECRET_KEY", "ARMKROK_FIELD_KEY"])
@pytest.mark.parametrize("value", ["", "short"])
def test_secrets_must_be_given_and_long(
    safe: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    found = faults_of_settings(TWO_ROLES, is_embedded=False)
    assert len(found) == 1
    assert name in found[0]
    assert not value or value not in found[0]


def test_the_two_secrets_must_differ(safe: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMKROK_FIELD_KEY", "s" * 48)
    assert any("lika" in one for one in faults_of_settings(TWO_ROLES, is_embedded=False))


def test_the_database_must_be_external_with_two_roles(safe: Settings) -> None:
    same = Addresses(TWO_ROLES.application, TWO_ROLES.application, "")
    assert any("var sin roll" in one for one in faults_of_settings(same, is_embedded=False))
    assert any("DATABASE_URL" in one for one in faults_of_settings(TWO_ROLES, is_embedded=True))


def test_a_simulators_root_must_not_be_trusted(safe: Settings) -> None:
    (safe.TRUST / "ordinary.pem").write_bytes(_root("Statens rot"))
    assert faults_of_settings(TWO_ROLES, is_embedded=False) == []
    (safe.TRUST / "left-over.pem").write_bytes(_root("Armkrok simulator"))
    found = faults_of_settings(TWO_ROLES, is_embedded=False)
    assert len(found) == 1
    assert "left-over.pem" in found[0]


@pytest.mark.parametrize(
    "change",
    [
        {"BANKID_SIMULATED": True},
        {"BANKID": BANKID | {"url": "http://127.0.0.1:8010", "tls_root": ""}},
        {"TSA_SIMULATED": True},
        {"ONLY_TEST_NUMBERS": True},
    ],
)
def test_production_does_not_start_with_a_simulator(safe: Settings, change: dict[str, Any]) -> None:
    from armkrok.core.eid import orders

    orders.config.cache_clear()
    try:
        refuse_simulators()
        for key, value in change.items():
            setattr(safe, key, value)
        orders.config.cache_clear()
        with pytest.raises(Stop, match="startar inte i drift"):
            refuse_simulators()
    finally:
        orders.config.cache_clear()


def test_only_the_application_role_may_serve(committed_db: None) -> None:
    from django.db import connection

    urls = addresses(os.environ[SUPERUSER], str(connection.settings_dict["NAME"]))
    refuse_mighty_role(urls.application)
    assert faults_of_role(urls.owner) == ["rollen äger tabellerna"]
    assert "rollen är superuser" in faults_of_role(urls.superuser)
    for url in (urls.owner, urls.superuser):
        with pytest.raises(Stop, match="startar inte"):
            refuse_mighty_role(url)


@pytest.mark.parametrize("name", DEMO_ONLY)
def test_the_demos_own_log_ins_are_refused(
    safe: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:8015")
    (found,) = faults_of_settings(TWO_ROLES, is_embedded=False)
    assert found == f"{name} är satt: den är till för demot."
    with pytest.raises(Stop, match=name):
        refuse_simulators()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("oidc", {"issuer": "http://127.0.0.1:8015/e-leg"}),
        ("oidc", {"issuer": "https://localhost/e-leg"}),
        ("oidc", {"issuer": "http://e-leg.sundby.example"}),
        ("oidc", {}),
        ("saml", {"idp_metadata": "<inte/>"}),
    ],
)
def test_a_provider_that_leads_here_is_not_served(
    towns: Settled, safe: Settings, kind: str, values: dict[str, Any]
) -> None:
    with scope(towns.organisations["sundby"].pk):
        row = Provider.objects.create(name="Prov", kind=kind, settings=values, is_open=True)
    (found,) = faults_of_providers()
    assert "Prov hos Sundby kommun" in found
    assert "127.0.0.1" not in found
    with scope(towns.organisations["sundby"].pk):
        Provider.objects.filter(pk=row.pk).update(is_open=False)
    assert list(faults_of_providers()) == []


def test_a_real_provider_is_served(towns: Settled, safe: Settings) -> None:
    with scope(towns.organisations["sundby"].pk):
        issuer = {"issuer": "https://login.sundby.example"}
        Provider.objects.create(name="Prov", kind="oidc", settings=issuer, is_open=True)
    assert list(faults_of_providers()) == []


def test_production_does_not_start_with_such_a_provider(committed_db: None, safe: Settings) -> None:
    settle()
    with scope(Organisation.objects.get(slug="norrvik").pk):
        here = {"issuer": "http://127.0.0.1:8015/e-leg"}
        Provider.objects.create(name="Prov", kind="oidc", settings=here, is_open=True)
    with pytest.raises(Stop, match="Prov hos Norrviks kommun leder till den här datorn"):
        refuse_simulated_providers()
    safe.PRODUCTION = False
    refuse_simulated_providers()


def _root(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(1).not_valid_before(now()).not_valid_after(now() + timedelta(days=365))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
