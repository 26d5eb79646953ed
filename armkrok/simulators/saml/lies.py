"""Each way in which the provider can answer wrongly, and its refusals. Every one must be noticed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from armkrok.simulators.saml import people, wrapping
from armkrok.simulators.saml.building import SAML, SAMLP, XENC, Change, Step, found
from armkrok.simulators.saml.drafts import Draft

_STATUS: Final = "urn:oasis:names:tc:SAML:2.0:status:"
_DIGG: Final = "http://id.elegnamnden.se/status/1.0/"
_RESPONDER: Final = f"{_STATUS}Responder"
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "cancel": (_RESPONDER, f"{_DIGG}cancel"),
    "fraud": (_RESPONDER, f"{_DIGG}fraud"),
    "possibleFraud": (_RESPONDER, f"{_DIGG}possibleFraud"),
    "noLevel": (_RESPONDER, f"{_STATUS}NoAuthnContext"),
    "failed": (_RESPONDER, f"{_STATUS}AuthnFailed"),
    "fault": (_RESPONDER, ""),
}
"""True answers that say no: first and second status code."""

_OTHER: Final = "https://other.example/"
_SHA1: Final = {"method": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"}
_SHA1_DIGEST: Final = {"digest": "http://www.w3.org/2000/09/xmldsig#sha1"}
_CBC: Final = {"cipher": "http://www.w3.org/2001/04/xmlenc#aes256-cbc"}
_DES: Final = {"cipher": "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "session_key": "des-192"}
_RSA15: Final = {"key_transport": "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}


def _says(**values: object) -> Callable[[Draft], Draft]:
    return lambda draft: dataclasses.replace(draft, **values)  # type: ignore[arg-type]


def _part(part: str, **values: object) -> Callable[[Draft], Draft]:
    """A change to how something is signed or encrypted."""
    return lambda draft: dataclasses.replace(
        draft, **{part: dataclasses.replace(getattr(draft, part), **values)}
    )


def _attribute(name: str, *values: str) -> Callable[[Draft], Draft]:
    """Another value, or several, for one attribute."""

    def change(draft: Draft) -> Draft:
        rest = [one for one in draft.attributes if one[0] != name]
        return dataclasses.replace(draft, attributes=[*rest, (name, list(values))] if values else rest)

    return change


def _twice(draft: Draft) -> Draft:
    return dataclasses.replace(draft, attributes=[*draft.attributes, draft.attributes[-1]])


def _nobody(draft: Draft) -> Draft:
    kept = [one for one in draft.attributes if one[0] in {people.GIVEN_NAME, people.SURNAME}]
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    return dataclasses.replace(draft, attributes=kept, name_format=transient)


SAYS: Final[dict[str, Callable[[Draft], Draft]]] = {
    # the message
    "notBase64": _says(is_encoded=False),
    "otherRelayState": _says(relay_state="another"),
    "otherVersion": _says(version="1.1"),
    "unsolicited": _says(in_response_to=None),
    "otherRequest": _says(in_response_to="_another"),
    "otherIssuer": _says(issuer=f"{_OTHER}idp"),
    "otherDestination": _says(destination=f"{_OTHER}acs"),
    # its signature
    "unsigned": _part("response", is_done=False),
    "otherKey": _part("response", by="stranger"),
    "sha1": _part("response", **_SHA1),
    "sha1Digest": _part("response", **_SHA1_DIGEST),
    # the encryption
    "notEncrypted": _part("encrypting", is_done=False),
    "cbc": _part("encrypting", **_CBC),
    "tripleDes": _part("encrypting", **_DES),
    "rsa15": _part("encrypting", **_RSA15),
    # the assertion's signature
    "assertionUnsigned": _part("assertion", is_done=False),
    "assertionOtherKey": _part("assertion", by="stranger"),
    "assertionSha1": _part("assertion", **_SHA1),
    # whom the assertion is for
    "assertionOtherIssuer": _says(assertion_issuer=f"{_OTHER}idp"),
    "otherAudience": _says(audience=f"{_OTHER}sp"),
    "noAudience": _says(audience=None),
    "otherRecipient": _says(recipient=f"{_OTHER}acs"),
    "confirmsOtherRequest": _says(confirmed_request="_another"),
    "confirmsNoRequest": _says(confirmed_request=None),
    "holderOfKey": _says(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
    # how sure it is
    "lowLevel": _says(level="http://id.elegnamnden.se/loa/1.0/loa2"),
    "unknownLevel": _says(level="urn:oasis:names:tc:SAML:2.0:ac:classes:Password"),
    # who it is
    "wrongCheckDigit": _attribute(people.NUMBER, people.WRONG_CHECK_DIGIT),
    "shortNumber": _attribute(people.NUMBER, people.STRANGERS_NUMBER[2:]),
    "numberOfLetters": _attribute(people.NUMBER, f"{people.STRANGERS_NUMBER[:11]}O"),
    "twoNumbers": _attribute(people.NUMBER, people.STRANGERS_NUMBER, people.STRANGERS_NUMBER),
    "attributeTwice": _twice,
    "badPrid": _attribute(people.PRID, "<script>"),
    "otherMappedNumber": _attribute(people.MAPPED_NUMBER, people.STRANGERS_NUMBER),
    "badBirthDate": _attribute(people.BIRTH_DATE, "14 maj 1987"),
    "nobody": _nobody,
}
"""Lies in what is said; the answer is otherwise well made."""


def _text(old: bytes, new: bytes) -> Change:
    """Bytes put in place of others, once."""

    def change(data: bytes) -> bytes:
        if old not in data:
            raise ValueError("there is nothing to change")
        return data.replace(old, new, 1)

    return change


def _declared(declaration: bytes) -> Change:
    return lambda data: declaration + data


def _commented(data: bytes) -> bytes:
    """A comment within a name: the signature still holds, and some readers see only what comes before."""
    return re.sub(rb"(id-[a-z])([a-z-]+</)", rb"\1<!---->\2", data, count=1)


def _cdata(data: bytes) -> bytes:
    return re.sub(rb">(id-[a-z-]+)</", rb"><![CDATA[\1]]></", data, count=1)


def _broken_cipher(data: bytes) -> bytes:
    """The last characters of the encrypted text swapped; the response is signed anew around it."""
    root = etree.fromstring(data)
    value = list(root.iter(f"{XENC}CipherValue"))[-1]
    text = "".join((value.text or "").split())
    value.text = text[:40] + text[60:80] + text[40:60] + text[80:]
    return etree.tostring(root)


def _other_key_first(data: bytes) -> bytes:
    """Two keys, so that a reader may take the wrong one."""
    root = etree.fromstring(data)
    key = found(root, f"//{XENC}EncryptedKey")
    copy = etree.fromstring(etree.tostring(key))
    copy.set("Id", "EK_second")
    key.addnext(copy)
    return etree.tostring(root)


def _fetched_cipher(data: bytes) -> bytes:
    """The encrypted text somewhere else, for the reader to fetch."""
    root = etree.fromstring(data)
    for value in list(root.iter(f"{XENC}CipherValue"))[-1:]:
        value.tag = f"{XENC}CipherReference"
        value.text = None
        value.set("URI", "http://127.0.0.1:9/")
    return etree.tostring(root)


def _beside(data: bytes) -> bytes:
    """A second, forged assertion beside the true one, in the clear."""
    root = etree.fromstring(data)
    forged = etree.SubElement(root, f"{SAML}Assertion")
    forged.set("ID", "_forged")
    return etree.tostring(root)


def _deeper(data: bytes) -> bytes:
    """The assertion one step further down than where it belongs."""
    root = etree.fromstring(data)
    moved = found(root, f"{SAML}EncryptedAssertion")
    etree.SubElement(root, f"{SAMLP}Extensions").append(moved)
    return etree.tostring(root)


def _none(data: bytes) -> bytes:
    root = etree.fromstring(data)
    root.remove(found(root, f"{SAML}EncryptedAssertion"))
    return etree.tostring(root)


def _second_confirmation(data: bytes) -> bytes:
    root = etree.fromstring(data)
    subject = found(root, f"{SAML}Subject")
    subject.append(etree.fromstring(etree.tostring(subject[-1])))
    return etree.tostring(root)


def _second_login(data: bytes) -> bytes:
    root = etree.fromstring(data)
    statement = found(root, f"{SAML}AuthnStatement")
    statement.addnext(etree.fromstring(etree.tostring(statement)))
    return etree.tostring(root)


def _strange_condition(data: bytes) -> bytes:
    root = etree.fromstring(data)
    conditions = found(root, f"{SAML}Conditions")
    etree.SubElement(conditions, f"{SAML}OnlyOnTuesdays")
    return etree.tostring(root)


def _nested_value(data: bytes) -> bytes:
    """An attribute's value cut in two by an element."""
    root = etree.fromstring(data)
    value = next(root.iter(f"{SAML}AttributeValue"))
    etree.SubElement(value, f"{SAML}NameID").text = "more"
    return etree.tostring(root)


CHANGES: Final[dict[str, tuple[Step, Change]]] = {
    "garbage": (Step.BYTES, lambda data: data[: len(data) // 2]),
    "tooLarge": (Step.BYTES, lambda data: data + b" " * 400_000),
    "otherEncoding": (Step.BYTES, lambda data: data.decode("utf-8").encode("utf-16")),
    "otherMessage": (Step.BYTES, lambda data: b"<a/>"),
    "dtd": (Step.BYTES, _declared(b"<!DOCTYPE a>")),
    "entity": (Step.BYTES, _declared(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>')),
    "expandingEntity": (Step.BYTES, _declared(b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>')),
    "instruction": (Step.BYTES, _declared(b'<?xml-stylesheet href="http://127.0.0.1:9/"?>')),
    "comment": (Step.SIGNED_ASSERTION, _commented),
    "cdata": (Step.SIGNED_ASSERTION, _cdata),
    "altered": (Step.SIGNED_RESPONSE, _text(b"status:Success", b"status:success")),
    "alteredAssertion": (Step.SIGNED_ASSERTION, _text(b">id-", b">id-x")),
    "wrappedInExtensions": (Step.SIGNED_RESPONSE, wrapping.wrapped_in_extensions),
    "wrappedInObject": (Step.SIGNED_RESPONSE, wrapping.wrapped_in_object),
    "wrappedSameId": (Step.SIGNED_RESPONSE, wrapping.wrapped_same_id),
    "assertionWrappedInObject": (Step.SIGNED_ASSERTION, wrapping.wrapped_in_object),
    "assertionWrappedSameId": (Step.SIGNED_ASSERTION, wrapping.wrapped_same_id),
    "assertionInAdvice": (Step.SIGNED_ASSERTION, wrapping.in_advice),
    "twoAssertions": (Step.RESPONSE, _beside),
    "noAssertion": (Step.RESPONSE, _none),
    "assertionDeeper": (Step.RESPONSE, _deeper),
    "brokenCipher": (Step.RESPONSE, _broken_cipher),
    "twoKeys": (Step.RESPONSE, _other_key_first),
    "fetchedCipher": (Step.RESPONSE, _fetched_cipher),
    "twoConfirmations": (Step.ASSERTION, _second_confirmation),
    "twoLogins": (Step.ASSERTION, _second_login),
    "strangeCondition": (Step.ASSERTION, _strange_condition),
    "nestedValue": (Step.ASSERTION, _nested_value),
}
"""Lies in how it is written, by the step at which they are told."""

NAMES: Final = (*SAYS, *CHANGES)
