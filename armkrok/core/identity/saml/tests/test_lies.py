"""Every lie that the provider knows is noticed, each by the check that is meant for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.errors import Check
from armkrok.core.identity.saml.tests.conftest import Provider

NOTICED = {
    # the message
    "notBase64": Check.NOT_BASE64,
    "otherRelayState": Check.RELAY_STATE,
    "otherVersion": Check.VERSION,
    "unsolicited": Check.UNSOLICITED,
    "otherRequest": Check.IN_RESPONSE_TO,
    "otherIssuer": Check.ISSUER,
    "otherDestination": Check.DESTINATION,
    "garbage": Check.NOT_XML,
    "tooLarge": Check.TOO_LARGE,
    "otherEncoding": Check.NOT_XML,
    "otherMessage": Check.STRUCTURE,
    "dtd": Check.DTD,
    "entity": Check.DTD,
    "expandingEntity": Check.DTD,
    "instruction": Check.INSTRUCTION,
    # its signature
    "unsigned": Check.RESPONSE_UNSIGNED,
    "otherKey": Check.RESPONSE_SIGNATURE,
    "altered": Check.RESPONSE_SIGNATURE,
    "sha1": Check.ALGORITHM,
    "sha1Digest": Check.ALGORITHM,
    "wrappedInExtensions": Check.SIGNATURE_FORM,
    "wrappedInObject": Check.SIGNATURE_FORM,
    "wrappedSameId": Check.DUPLICATE_ID,
    # the encryption
    "notEncrypted": Check.NOT_ENCRYPTED,
    "cbc": Check.ENCRYPTION_ALGORITHM,
    "tripleDes": Check.ENCRYPTION_ALGORITHM,
    "rsa15": Check.ENCRYPTION_ALGORITHM,
    "brokenCipher": Check.DECRYPTION,
    "twoKeys": Check.ENCRYPTION_FORM,
    "fetchedCipher": Check.ENCRYPTION_FORM,
    # the assertion
    "twoAssertions": Check.ASSERTIONS,
    "noAssertion": Check.ASSERTIONS,
    "assertionDeeper": Check.ASSERTIONS,
    "assertionInAdvice": Check.ASSERTIONS,
    "assertionOtherKey": Check.ASSERTION_SIGNATURE,
    "alteredAssertion": Check.ASSERTION_SIGNATURE,
    "assertionSha1": Check.ALGORITHM,
    "assertionWrappedInObject": Check.ASSERTIONS,
    "assertionWrappedSameId": Check.DUPLICATE_ID,
    "comment": Check.COMMENT,
    "cdata": Check.DTD,
    # whom it is for
    "assertionOtherIssuer": Check.ASSERTION_ISSUER,
    "otherAudience": Check.AUDIENCE,
    "noAudience": Check.AUDIENCE,
    "strangeCondition": Check.CONDITIONS,
    "otherRecipient": Check.RECIPIENT,
    "confirmsOtherRequest": Check.CONFIRMATION_IN_RESPONSE_TO,
    "confirmsNoRequest": Check.CONFIRMATION_IN_RESPONSE_TO,
    "holderOfKey": Check.CONFIRMATION,
    "twoConfirmations": Check.CONFIRMATION,
    "twoLogins": Check.AUTHN_STATEMENT,
    # how sure it is
    "lowLevel": Check.LEVEL,
    "unknownLevel": Check.LEVEL,
    # who it is
    "wrongCheckDigit": Check.NUMBER,
    "shortNumber": Check.NUMBER,
    "numberOfLetters": Check.NUMBER,
    "twoNumbers": Check.ATTRIBUTE,
    "nestedValue": Check.ATTRIBUTE,
    "attributeTwice": Check.DUPLICATE_ATTRIBUTE,
    "badPrid": Check.PRID,
    "otherMappedNumber": Check.MAPPED_NUMBER,
    "badBirthDate": Check.ATTRIBUTE,
    "nobody": Check.NOBODY,
}
OTHER_SETTINGS = {"assertionUnsigned"}
"""Lies that Sweden Connect's settings do not mind; see below."""

WITHOUT_RESPONSE_SIGNATURE = {
    "assertionUnsigned": Check.ASSERTION_UNSIGNED,
    "assertionOtherKey": Check.ASSERTION_SIGNATURE,
    "alteredAssertion": Check.ASSERTION_SIGNATURE,
    "assertionSha1": Check.ALGORITHM,
    "assertionWrappedInObject": Check.ASSERTIONS,
    "assertionWrappedSameId": Check.DUPLICATE_ID,
    "otherAudience": Check.AUDIENCE,
}


def test_the_tables_have_every_lie(provider: Provider) -> None:
    assert set(provider.state()["lies"]) == set(NOTICED) | OTHER_SETTINGS


@pytest.mark.parametrize(("lie", "check"), NOTICED.items())
def test_a_lie_is_noticed(provider: Provider, lie: str, check: Check) -> None:
    with pytest.raises(NotProved) as refusal:
        provider.answers(action=lie, person=_liar(lie)).finish()
    assert refusal.value.code == check


@pytest.mark.parametrize("encrypts", [True, False])
@pytest.mark.parametrize(("lie", "check"), WITHOUT_RESPONSE_SIGNATURE.items())
def test_a_lie_in_the_assertion_is_noticed_without_the_responses_signature(
    provider: Provider, plain: Callable[..., SamlConfig], lie: str, check: Check, encrypts: bool
) -> None:
    with pytest.raises(NotProved) as refusal:
        provider.answers(config=plain(), action=lie, signs=["assertion"], encrypts=encrypts).finish()
    assert refusal.value.code == check


def test_an_assertion_that_nobody_signed_is_nothing(
    provider: Provider, plain: Callable[..., SamlConfig]
) -> None:
    loose = plain()
    for wish in ({"encrypts": True}, {"encrypts": False}):
        with pytest.raises(NotProved, match=Check.ASSERTION_UNSIGNED):
            provider.answers(config=loose, signs=[], **wish).finish()


ALLOWED, REFUSED = 119, 121
TIMES: list[tuple[str, int, Check]] = [
    ("response", +1, Check.ISSUED),
    ("response", -1, Check.ISSUED),
    ("assertion", +1, Check.ASSERTION_ISSUED),
    ("assertion", -1, Check.ASSERTION_ISSUED),
    ("conditions_start", +1, Check.TOO_EARLY),
    ("conditions_end", -1, Check.EXPIRED),
    ("confirmation_end", -1, Check.CONFIRMATION_TIME),
    ("login", +1, Check.AUTHN_INSTANT),
    ("login", -1, Check.AUTHN_INSTANT),
]


@pytest.mark.parametrize(("name", "sign", "check"), TIMES)
def test_two_minutes_of_skew_are_allowed_and_no_more(
    provider: Provider, name: str, sign: int, check: Check
) -> None:
    """Judged at the request's own second, so that a slow machine does not change the outcome."""
    outcomes: dict[int, Any] = {}
    for seconds in (ALLOWED, REFUSED):
        answered, moment = _answered_at_once(provider, {name: sign * seconds})
        try:
            outcomes[seconds] = bool(answered.finish(now=moment).numbers)
        except NotProved as refusal:
            outcomes[seconds] = refusal.code
    assert outcomes == {ALLOWED: True, REFUSED: check}


def test_without_a_new_login_each_time_an_old_one_will_do_for_a_while(provider: Provider) -> None:
    config = provider.with_settings(forces_login=False, max_age=600)
    assert provider.answers(config=config, times={"login": -595}).finish().numbers
    with pytest.raises(NotProved, match=Check.AUTHN_INSTANT):
        provider.answers(config=config, times={"login": -725}).finish()


def _answered_at_once(provider: Provider, times: dict[str, int]) -> tuple[Any, Any]:
    """An answer made within the same second as its request, so that skews are whole seconds."""
    from datetime import datetime

    from armkrok.kit.days import now

    for _ in range(50):
        answered = provider.answers(times=times)
        sent = datetime.fromisoformat(answered.remember["sent_at"])
        if now().replace(microsecond=0) == sent.replace(microsecond=0):
            return answered, sent
    raise AssertionError("no answer came within the second of its request")


def _liar(lie: str) -> str:
    """Who the lie is about: numbers of foreign e-IDs belong to those who have them."""
    if lie in {"badPrid", "badBirthDate"}:
        return "maria"
    return "kim"
