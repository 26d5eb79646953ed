"""Whom a certificate names, for whom she signs, and how she was identified (RFC 7773)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier
from lxml import etree

from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.signing.engine.authentication_context import (
    AUTHENTICATION_CONTEXT,
    OIDC_DRAFT,
    SAML_TYPE,
    AuthenticationContext,
    MappedAttribute,
    OidcDraftContext,
    SamlContext,
)
from armkrok.services.signing.engine.authority import IdentifierKind, organisation_identifier
from armkrok.services.signing.engine.tests.authorities import Town

QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
AT = datetime(2026, 11, 21, 12, 30, 1, 500000, tzinfo=UTC)
SAML = SamlContext(
    identity_provider="https://idp.example/saml",
    at=AT,
    class_ref="http://id.elegnamnden.se/loa/1.0/loa3",
    assertion="_8db6eb9e",
    service="https://armkrok.example/",
    attributes=(
        MappedAttribute("rdn", "2.5.4.42", "urn:oid:2.5.4.42", "Åsa & Co <b>", "givenName"),
        MappedAttribute("rdn", "2.5.4.4", "urn:oid:2.5.4.4", "Lind"),
    ),
)


class _One(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.UTF8String), ("info", core.UTF8String, {"optional": True})]


class _All(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _One


def _contexts(certificate: x509.Certificate) -> list[tuple[str, str]]:
    extension = certificate.extensions.get_extension_for_oid(AUTHENTICATION_CONTEXT)
    assert not extension.critical
    found = _All.load(extension.value.value, strict=True)  # type: ignore[attr-defined]
    return [(one["type"].native, one["info"].native) for one in found]


@pytest.mark.parametrize("kind", list(IdentifierKind))
def test_the_identifier_is_written_as_its_kind_says(town: Town, kind: IdentifierKind) -> None:
    value = "AK-0123" if kind is IdentifierKind.PSEUDONYM else published_numbers()[0]
    certificate = town.credential(identifier=value, kind=kind).certificate
    written = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value
    is_right = written == (f"PNOSE-{value}" if kind is IdentifierKind.ETSI_NUMBER else value)
    assert is_right  # not the values: numbers stay out of logs
    has_statement = any(one.oid == QC_STATEMENTS for one in certificate.extensions)
    assert has_statement == (kind is IdentifierKind.ETSI_NUMBER)


def test_an_employer_has_name_and_number(town: Town) -> None:
    number = organisation_identifier("212000-9999")
    certificate = town.credential(organisation="Sundby kommun", organisation_identifier=number).certificate
    names = {one.oid: one.value for one in certificate.subject}
    assert names[NameOID.ORGANIZATION_NAME] == "Sundby kommun"
    assert names[NameOID.ORGANIZATION_IDENTIFIER] == "NTRSE-2120009999"
    assert NameOID.TITLE not in names


def test_a_principal_of_flesh_and_blood_is_no_organisation(town: Town) -> None:
    names = {one.oid: one.value for one in town.credential(principal="Ingrid Mattsson").certificate.subject}
    assert names[NameOID.TITLE] == "ombud för Ingrid Mattsson"
    assert NameOID.ORGANIZATION_NAME not in names
    assert names[NameOID.COMMON_NAME] == "Amina Karlsson"


def test_saml_facts_are_told_as_they_were(town: Town) -> None:
    ((kind, info),) = _contexts(town.credential(contexts=(SAML,)).certificate)
    assert kind == SAML_TYPE
    whole = etree.fromstring(info)
    names = {"s": SAML_TYPE, "a": "urn:oasis:names:tc:SAML:2.0:assertion"}
    (about,) = whole.findall("s:AuthContextInfo", names)
    assert dict(about.items()) == {
        "IdentityProvider": "https://idp.example/saml",
        "AuthenticationInstant": "2026-11-21T12:30:01.500+00:00",
        "AuthnContextClassRef": "http://id.elegnamnden.se/loa/1.0/loa3",
        "AssertionRef": "_8db6eb9e",
        "ServiceID": "https://armkrok.example/",
    }
    mappings = whole.findall("s:IdAttributes/s:AttributeMapping", names)
    assert [(one.get("Type"), one.get("Ref")) for one in mappings] == [
        ("rdn", "2.5.4.42"),
        ("rdn", "2.5.4.4"),
    ]
    assert mappings[0].findtext("a:Attribute/a:AttributeValue", "", names) == "Åsa & Co <b>"


def test_a_draft_says_that_it_is_one(town: Town) -> None:
    claims = {"2.5.4.42": "given_name"}
    context = OidcDraftContext("https://armkrok.example/oidc-prov", "https://op.example", AT, "loa3", claims)
    ((kind, info),) = _contexts(town.credential(contexts=(context,)).certificate)
    assert kind == "https://armkrok.example/oidc-prov"
    assert json.loads(info)["basedOn"] == OIDC_DRAFT
    assert json.loads(info)["auth_time"] == int(AT.timestamp())


def test_several_accounts_keep_their_order(town: Town) -> None:
    draft = OidcDraftContext("urn:prov", "https://op.example", AT, "loa3", {})
    both: tuple[AuthenticationContext, ...] = (draft, SAML)
    found = _contexts(town.credential(contexts=both).certificate)
    assert [kind for kind, _ in found] == ["urn:prov", SAML_TYPE]


def test_bankid_has_no_account_in_the_certificate(town: Town) -> None:
    extensions = [one.oid for one in town.credential().certificate.extensions]
    assert AUTHENTICATION_CONTEXT not in extensions
