"""Whatever is posted, the outcome is a Proof, a refusal or a failed check; never another error."""

from __future__ import annotations

import base64
import random
from dataclasses import replace

import pytest

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml.errors import Check
from armkrok.core.identity.saml.tests.conftest import Provider

POSTED = {
    "": Check.NOT_XML,
    "å": Check.NOT_BASE64,
    "AAAA": Check.NOT_XML,
    base64.b64encode(b"<a>" * 200_000).decode(): Check.TOO_LARGE,
    base64.b64encode(b"<a>" * 5_000 + b"</a>" * 5_000).decode(): Check.NOT_XML,
    base64.b64encode("<a>å</a>".encode("latin-1")).decode(): Check.NOT_XML,
    base64.b64encode(b"<?xml version='1.0' encoding='UTF-7'?><a/>").decode(): Check.STRUCTURE,
    base64.b64encode(b"<a>\x00</a>").decode(): Check.NOT_XML,
    base64.b64encode(b'<a ID="1"><b id="1"/></a>').decode(): Check.DUPLICATE_ID,
    base64.b64encode(b'<a xmlns:x="x" ID="1"><b x:Id="1"/></a>').decode(): Check.DUPLICATE_ID,
}


@pytest.mark.parametrize(("text", "check"), POSTED.items(), ids=[str(place) for place in range(len(POSTED))])
def test_a_malformed_post_is_refused(provider: Provider, text: str, check: Check) -> None:
    answered = provider.answers(action="cancel")
    with pytest.raises(NotProved) as refusal:
        answered.finish(saml_response=text)
    assert refusal.value.code == check


def test_no_change_of_a_byte_changes_what_is_believed(provider: Provider) -> None:
    """What the signature says of its key is not signed, and not read: changes there change nothing."""
    answered = provider.answers(config=provider.with_settings(requires_encryption=False), encrypts=False)
    truth = replace(answered.finish(), evidence={})
    message = base64.b64decode(answered.saml_response)
    chance = random.Random(20261122)  # noqa: S311  # the same places every time
    refused = 0
    for _ in range(40):
        place = chance.randrange(len(message))
        altered = message[:place] + bytes([message[place] ^ 1]) + message[place + 1 :]
        try:
            proof = answered.finish(saml_response=base64.b64encode(altered).decode())
            assert replace(proof, evidence={}) == truth
        except NotProved:
            refused += 1
    assert refused > 10


def test_an_answer_to_another_request_is_refused(provider: Provider) -> None:
    first, second = provider.answers(), provider.answers()
    with pytest.raises(NotProved) as refusal:
        second.finish(saml_response=first.saml_response)
    assert refusal.value.code == Check.IN_RESPONSE_TO
    with pytest.raises(NotProved) as refusal:
        second.finish(relay_state=first.relay_state)
    assert refusal.value.code == Check.RELAY_STATE
