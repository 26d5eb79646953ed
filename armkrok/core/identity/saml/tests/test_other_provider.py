"""An identity provider that is not ours and not pysaml2's: npm's samlify, which signs and encrypts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.proof import NotProved, NumberKind, Proof
from armkrok.core.identity.saml import client, keys, presets
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.errors import Check
from armkrok.core.identity.saml.tests.conftest import ACS_URL, SP_ENTITY_ID
from armkrok.kit import numbers
from armkrok.kit.days import now
from tests.support.openid import node

ENTITY_ID = "https://idp.sundby.example/saml"
GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
PERSON = {
    "nameId": "kim-7f3a",
    "number": numbers.test_numbers()[9000],
    "givenName": "Kim",
    "surname": "Å & Ö <Testsson>",
}


@dataclass
class Samlify:
    """The provider as a process that answers line by line."""

    process: subprocess.Popen[str]
    key: str
    certificate: str

    def ask(self, **wish: Any) -> dict[str, Any]:
        """What it says to a wish."""
        known = {
            "entityId": ENTITY_ID,
            "ssoUrl": f"{ENTITY_ID}/sso",
            "key": self.key,
            "certificate": self.certificate,
            "encrypts": True,
            "cipher": GCM,
            "level": LOA3,
            "person": PERSON,
        }
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(known | wish) + "\n")
        self.process.stdin.flush()
        reply: dict[str, Any] = json.loads(self.process.stdout.readline())
        return reply

    def log_in(self, config: SamlConfig, **wish: Any) -> Proof:
        """From leaving to proof."""
        begun = client.begin(config, acs_url=ACS_URL)
        metadata = client.metadata(config, acs_url=ACS_URL).decode("utf-8")
        reply = self.ask(leaveUrl=begun.leave_url, spMetadata=metadata, **wish)
        assert "error" not in reply, reply
        return client.finish(
            config,
            begun.remember,
            saml_response=reply["SAMLResponse"],
            relay_state=reply["RelayState"],
            now=now(),
        )


@pytest.fixture(scope="module")
def samlify(needs_saml: None, secret: str) -> Iterator[Samlify]:
    """The provider, with a key of its own."""
    pair = keys.pairs(secret)[0]
    command = [node(), str(Path(__file__).parent / "samlify_idp.cjs")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Samlify(process, pair.key_pem, pair.certificate_text)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def config_for(samlify: Samlify, secret: str) -> Callable[..., SamlConfig]:
    """Settings that trust it, with some changed."""
    sp_key = keys.create("Sundby kommun")

    def make(**changes: Any) -> SamlConfig:
        settings = {
            **presets.PRESETS["sweden-connect"],
            "requires_signed_assertion": True,
            "idp_entity_id": ENTITY_ID,
            "idp_metadata": samlify.ask(only="metadata", spMetadata=_party(sp_key))["metadata"],
            "sp_entity_id": SP_ENTITY_ID,
            **changes,
        }
        return SamlConfig.from_settings(settings, sp_key)

    return make


def _party(sp_key: str) -> str:
    """Metadata of ours that needs nothing known about the provider yet."""
    certificate = keys.pairs(sp_key)[0].certificate_text
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{SP_ENTITY_ID}">'
        '<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        '<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        f'Location="{ACS_URL}" index="0"/></SPSSODescriptor></EntityDescriptor>'
    )


def test_a_signed_and_encrypted_answer_is_believed(
    samlify: Samlify, config_for: Callable[..., SamlConfig]
) -> None:
    proof = samlify.log_in(config_for())
    assert proof.number(NumberKind.PERSONAL) == PERSON["number"]
    assert (proof.issuer, proof.subject, proof.loa) == (ENTITY_ID, PERSON["nameId"], LOA3)
    assert (proof.given_name, proof.surname) == (PERSON["givenName"], PERSON["surname"])


def test_a_signed_answer_in_the_clear_and_one_in_cbc_need_settings_that_take_them(
    samlify: Samlify, config_for: Callable[..., SamlConfig]
) -> None:
    assert samlify.log_in(config_for(requires_encryption=False), encrypts=False).numbers
    assert samlify.log_in(config_for(allows_cbc=True), cipher=CBC).numbers
    with pytest.raises(NotProved, match=Check.NOT_ENCRYPTED):
        samlify.log_in(config_for(), encrypts=False)
    with pytest.raises(NotProved, match=Check.ENCRYPTION_ALGORITHM):
        samlify.log_in(config_for(), cipher=CBC)


def test_another_key_is_not_believed(samlify: Samlify, config_for: Callable[..., SamlConfig]) -> None:
    config = config_for()
    stranger = keys.pairs(keys.create("Någon annan"))[0]
    with pytest.raises(NotProved, match=Check.RESPONSE_SIGNATURE):
        samlify.log_in(config, key=stranger.key_pem, certificate=stranger.certificate_text)


def test_it_checks_our_requests_signature(samlify: Samlify, config_for: Callable[..., SamlConfig]) -> None:
    config = config_for()
    begun = client.begin(config, acs_url=ACS_URL)
    metadata = client.metadata(config, acs_url=ACS_URL).decode("utf-8")
    altered = begun.leave_url.replace(begun.state, "another")
    assert "SAMLResponse" in samlify.ask(leaveUrl=begun.leave_url, spMetadata=metadata)
    assert "error" in samlify.ask(leaveUrl=altered, spMetadata=metadata)
