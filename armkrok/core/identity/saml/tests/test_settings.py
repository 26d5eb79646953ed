"""Settings that cannot be used are refused with the field's name; metadata is read and taken with care."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from armkrok.core.identity.saml import availability, client, federation, keys, presets, xmlsec
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.documents import DS, MD
from armkrok.core.identity.saml.errors import ConfigFault, Unavailable
from armkrok.core.identity.saml.presets import ACCEPTS_COORDINATION_NUMBER
from armkrok.core.identity.saml.tests.conftest import ACS_URL, Provider
from armkrok.kit.days import now

MDATTR = "{urn:oasis:names:tc:SAML:metadata:attribute}"


def test_settings_survive_storage(provider: Provider, secret: str) -> None:
    stored = provider.config.to_settings()
    assert "secret" not in stored
    assert "PRIVATE" not in repr(provider.config)
    assert SamlConfig.from_settings(stored, secret) == provider.config


@pytest.mark.parametrize("preset", presets.PRESETS)
def test_every_preset_is_whole(provider: Provider, secret: str, preset: str) -> None:
    known = {
        name: getattr(provider.config, name) for name in ("idp_entity_id", "idp_metadata", "sp_entity_id")
    }
    config = SamlConfig.from_settings(presets.PRESETS[preset] | known, secret)
    assert config.is_simulated
    assert config.requires_signed_response
    assert config.requires_encryption


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("idp_entity_id", "https://other.example/"),
        ("idp_entity_id", ""),
        ("idp_metadata", "<a"),
        ("idp_metadata", "<!DOCTYPE a><a/>"),
        ("sp_entity_id", "sundby"),
        ("attributes", {"shoe_size": "urn:oid:1.2"}),
        ("attributes", {"given_name": ""}),
        ("attributes", {"given_name": "urn:oid:1.2", "surname": "urn:oid:1.2"}),
        ("attributes", ["urn:oid:1.2"]),
        ("accepted_levels", []),
        ("accepted_levels", ["loa3"]),
        ("level_names", {"strong": "loa3"}),
        ("requires_signed_response", False),
        ("requires_encryption", "no"),
        ("max_age", 0),
        ("max_age", True),
        ("shoe_size", 43),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    provider: Provider, secret: str, field: str, value: Any
) -> None:
    with pytest.raises(ConfigFault) as fault:
        SamlConfig.from_settings(provider.config.to_settings() | {field: value}, secret)
    assert fault.value.field == field
    assert str(fault.value.text).endswith(".")


@pytest.mark.parametrize(
    "broken", ["", "hej", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_key_that_cannot_be_used_is_named(provider: Provider, broken: str) -> None:
    with pytest.raises(ConfigFault) as fault:
        SamlConfig.from_settings(provider.config.to_settings(), broken)
    assert fault.value.field == "secret"


def test_a_weak_or_missing_key_in_the_metadata_is_refused(provider: Provider) -> None:
    root = etree.fromstring(provider.config.idp_metadata.encode())
    for certificate in root.iter(f"{DS}X509Certificate"):
        certificate.text = "AAAA"
    with pytest.raises(ConfigFault):
        provider.with_settings(idp_metadata=etree.tostring(root, encoding="unicode"))
    for descriptor in root.iter(f"{MD}IDPSSODescriptor"):
        descriptor[:] = [child for child in descriptor if child.tag != f"{MD}KeyDescriptor"]
    with pytest.raises(ConfigFault):
        provider.with_settings(idp_metadata=etree.tostring(root, encoding="unicode"))


def test_http_is_only_for_this_machine(provider: Provider) -> None:
    moved = provider.config.idp_metadata.replace("http://127.0.0.1", "http://idp.example")
    with pytest.raises(ConfigFault) as fault:
        provider.with_settings(idp_metadata=moved, idp_entity_id=_entity_id(moved))
    assert fault.value.field == "idp_metadata"


def test_old_metadata_lets_nobody_leave_or_come_back(provider: Provider) -> None:
    yesterday = (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    old = _dated(provider.config.idp_metadata, yesterday)
    with pytest.raises(Unavailable, match="metadata_expired"):
        client.begin(provider.with_settings(idp_metadata=old), acs_url=ACS_URL)
    answered = provider.answers()
    with pytest.raises(Unavailable, match="metadata_expired"):
        replace(answered, config=provider.with_settings(idp_metadata=old)).finish()


def test_our_metadata_says_what_we_are(provider: Provider) -> None:
    root = etree.fromstring(client.metadata(provider.config, acs_url=ACS_URL))
    categories = [one.text for one in root.iterfind(f"{MD}Extensions/{MDATTR}EntityAttributes/*/*")]
    assert ACCEPTS_COORDINATION_NUMBER in categories
    assert [one.get("Location") for one in root.iter(f"{MD}AssertionConsumerService")] == [ACS_URL]
    methods = [one.get("Algorithm", "") for one in root.iter(f"{MD}EncryptionMethod")]
    assert methods
    assert not any("cbc" in one or "1_5" in one for one in methods)


def test_a_federations_signed_metadata_is_taken_when_its_certificate_signed_it(
    provider: Provider, federation_file: tuple[bytes, str]
) -> None:
    whole, certificate = federation_file
    entity_id = provider.config.idp_entity_id
    assert federation.providers(whole) == (entity_id,)
    kept = client.take_metadata(whole, entity_id=entity_id, certificate=certificate, now=now())
    config = provider.with_settings(idp_metadata=kept)
    assert config.idp.valid_until is not None
    assert provider.answers(config=config).finish().numbers


def test_a_federations_metadata_is_refused_when_it_is_altered_old_or_anothers(
    provider: Provider, federation_file: tuple[bytes, str]
) -> None:
    whole, certificate = federation_file
    wanted: dict[str, Any] = {
        "xml": whole,
        "entity_id": provider.config.idp_entity_id,
        "certificate": certificate,
        "now": now(),
    }
    stranger = keys.create("Någon annan")
    for changes in (
        {"xml": whole.replace(b"/sso", b"/oss")},
        {"certificate": stranger[stranger.index("-----BEGIN CERTIFICATE") :]},
        {"certificate": "certifikat"},
        {"now": now() + timedelta(days=8)},
        {"entity_id": "https://other.example/"},
        {"xml": provider.config.idp_metadata.encode()},
        {"xml": b"<a"},
    ):
        with pytest.raises(ConfigFault):
            client.take_metadata(**(wanted | changes))


def test_what_is_missing_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not availability.is_available()
    assert "xmlsec1" in str(availability.why_not())
    with pytest.raises(Unavailable, match="not_installed"):
        client.begin(provider.config, acs_url=ACS_URL)


def test_a_program_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, provider: Provider, tmp_path: Path
) -> None:
    answered = provider.answers()
    program = tmp_path / "xmlsec1"
    program.write_text("#!/bin/sh\nexec sleep 20\n")
    program.chmod(0o755)
    monkeypatch.setattr(xmlsec, "SECONDS", 0.2)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(Unavailable, match="xmlsec_slow"):
        answered.finish()


@pytest.fixture
def federation_file(provider: Provider) -> tuple[bytes, str]:
    """A federation of one provider, its signed file of a week's life, and its certificate."""
    from saml2.sigver import CryptoBackendXmlSec1, get_xmlsec_binary, pre_signature_part
    from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

    signer = keys.pairs(keys.create("Federationen"))[0]
    until = (now() + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    member = etree.tostring(etree.fromstring(provider.config.idp_metadata.encode())).decode()
    template = pre_signature_part(
        "_federation", digest_alg=DIGEST_SHA256, sign_alg=SIG_RSA_SHA256
    ).to_string()
    head = f'<m:EntitiesDescriptor xmlns:m="{MD[1:-1]}" ID="_federation" validUntil="{until}">'
    text = f"<!-- veckans -->{head}{template.decode()}{member}</m:EntitiesDescriptor>"
    backend = CryptoBackendXmlSec1(get_xmlsec_binary())
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".pem") as key:
        key.write(signer.key_pem.encode())
        key.flush()
        signed = backend.sign_statement(text, f"{MD[1:-1]}:EntitiesDescriptor", key.name, "_federation")
    certificate = signer.certificate_text
    return signed.encode(), f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"


def _entity_id(xml: str) -> str:
    return etree.fromstring(xml.encode()).get("entityID") or ""


def _dated(xml: str, until: str) -> str:
    root = etree.fromstring(xml.encode())
    root.set("validUntil", until)
    return etree.tostring(root, encoding="unicode")
