"""Nothing that is sent in can do more than be refused, and the canonical form is the right one."""

from __future__ import annotations

import base64
import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from armkrok.core.identity.bankid.chain import load_roots
from armkrok.core.identity.bankid.client import BankIdClient
from armkrok.core.identity.bankid.orders import CompletionData
from armkrok.core.identity.bankid.refusals import NotVerified
from armkrok.core.identity.bankid.signature_xml import BANKID, DS, canonical
from armkrok.core.identity.bankid.tests.conftest import RunningBankId, answered
from armkrok.core.identity.bankid.verify import Expected, FuncId, verify_completion

PUBLISHED = Path(__file__).parent / "published_signed_data.xml"


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Evidence as it may come out of an archive."""

    signature: str
    ocsp_response: str


@pytest.fixture
def signed(bankid: RunningBankId, client: BankIdClient, number: str) -> CompletionData:
    """A signing with nothing wrong in it."""
    return answered(bankid, client, number, text="x", hidden=b"y")


@pytest.mark.parametrize("part", ["signature", "ocsp_response"])
def test_no_changed_byte_changes_what_is_proven_or_raises_anything_else(
    bankid: RunningBankId, signed: CompletionData, number: str, part: str
) -> None:
    chance = random.Random(20261121)  # noqa: S311 - repeatable, not secret
    roots = load_roots((bankid.home / "root.pem",))
    expected = Expected(FuncId.SIGNING, number, "x", b"y")
    honest = verify_completion(signed, expected, roots)
    whole = base64.b64decode(getattr(signed, part))
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for place in chance.sample(range(len(data)), chance.choice((1, 1, 1, 3))):
            data[place] ^= chance.randrange(1, 256)
        parts = {"signature": signed.signature, "ocsp_response": signed.ocsp_response}
        parts[part] = base64.b64encode(data).decode()
        try:
            proven = verify_completion(Spoiled(**parts), expected, roots)
        except NotVerified:
            refused += 1
        else:  # the count of unused bits after a signature is the only byte without meaning
            assert proven == honest
    assert refused >= 398


@pytest.mark.parametrize("part", ["signature", "ocsp_response"])
def test_any_cut_is_refused_and_nothing_else_is_raised(
    bankid: RunningBankId, signed: CompletionData, number: str, part: str
) -> None:
    roots = load_roots((bankid.home / "root.pem",))
    whole = base64.b64decode(getattr(signed, part))
    for length in range(0, len(whole), max(1, len(whole) // 150)):
        parts = {"signature": signed.signature, "ocsp_response": signed.ocsp_response}
        parts[part] = base64.b64encode(whole[:length]).decode()
        with pytest.raises(NotVerified):
            verify_completion(Spoiled(**parts), Expected(FuncId.SIGNING, number, "x", b"y"), roots)


def test_inclusive_canonicalisation_of_a_published_signature() -> None:
    """The signed data of a BankID signature, with the digest that BankID computed.

    lxml built on libxml2 2.14 canonicalises the element in place to something else. The sample is
    a test bank's signature from the public tests of Västra Götalandsregionen's signing service.
    """
    element = _within_signature(PUBLISHED.read_text("ascii").strip())
    digest = base64.b64encode(hashlib.sha256(canonical(element)).digest())
    assert digest == b"kCVO0IxVlrqEhZeuZRv82wZJuovyf/eNINAcAUgfN6s="


def test_canonical_form_inherits_namespaces_and_expands_elements() -> None:
    element = _within_signature(
        f'<b:bankIdSignedData Id="x" xmlns:b="{BANKID}" a="1" ><b:one/>å&#13;</b:bankIdSignedData>'
    )
    assert canonical(element).decode() == (
        f'<b:bankIdSignedData xmlns="{DS}" xmlns:b="{BANKID}" Id="x" a="1">'
        "<b:one></b:one>å&#xD;</b:bankIdSignedData>"
    )


def _within_signature(data: str) -> etree._Element:
    around = f'<Signature xmlns="{DS}"><Object>{data}</Object></Signature>'
    element = etree.fromstring(around.encode()).find(f".//{{{BANKID}}}bankIdSignedData")
    assert element is not None
    return element
