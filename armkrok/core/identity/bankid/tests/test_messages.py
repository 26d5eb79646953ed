"""Every code has its text, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from armkrok.core.identity.bankid import errors
from armkrok.core.identity.bankid.messages import (
    MESSAGES,
    Flow,
    error_message,
    failed_message,
    message_for,
    pending_message,
)
from armkrok.core.identity.bankid.orders import Failed, Pending

QR, DESKTOP, MOBILE = Flow.QR, Flow.AUTOSTART_DESKTOP, Flow.AUTOSTART_MOBILE
RECOMMENDED = "1 2 3 4 5 6 8 9 13 15A 15B 16 17A 17B 19 20 21 22 23 24 25 26 27 28 29 30"


def test_all_recommended_messages_are_there_in_both_languages() -> None:
    assert {f"RFA{number}" for number in RECOMMENDED.split()} <= set(MESSAGES)
    for code, message in MESSAGES.items():
        assert message.code == code
        assert message.swedish.endswith((".", "?"))
        assert message.english.endswith((".", "?"))
        assert message.swedish != message.english


@pytest.mark.parametrize(
    ("hint", "flow", "code"),
    [
        ("outstandingTransaction", QR, "RFA1"),
        ("outstandingTransaction", DESKTOP, "RFA13"),
        ("outstandingTransaction", MOBILE, "RFA13"),
        ("noClient", QR, "RFA1"),
        ("started", DESKTOP, "RFA15A"),
        ("started", MOBILE, "RFA15B"),
        ("userSign", QR, "RFA9"),
        ("userMrtd", QR, "RFA23"),
        ("userCallConfirm", QR, "AK-CALL"),
        ("processing", QR, "AK-PROCESSING"),
        ("unknown", QR, "RFA21"),
        ("inventedNextYear", MOBILE, "RFA21"),
    ],
)
def test_pending(hint: str, flow: Flow, code: str) -> None:
    assert pending_message(hint, flow).code == code
    assert message_for(Pending("x", hint), flow).code == code


@pytest.mark.parametrize(
    ("hint", "flow", "code"),
    [
        ("expiredTransaction", QR, "RFA8"),
        ("certificateErr", QR, "RFA16"),
        ("userCancel", QR, "RFA6"),
        ("cancelled", QR, "RFA3"),
        ("startFailed", QR, "RFA17B"),
        ("startFailed", DESKTOP, "RFA17A"),
        ("startFailed", MOBILE, "RFA17A"),
        ("userDeclinedCall", QR, "AK-DECLINED-CALL"),
        ("notSupportedByUserApp", QR, "AK-OLD-APP"),
        ("transactionRiskBlocked", QR, "AK-RISK"),
        ("unknown", QR, "RFA22"),
        ("inventedNextYear", MOBILE, "RFA22"),
    ],
)
def test_failed(hint: str, flow: Flow, code: str) -> None:
    assert failed_message(hint, flow).code == code
    assert message_for(Failed("x", hint), flow).code == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AlreadyInProgress(), "RFA4"),
        (errors.RequestTimeout(), "RFA5"),
        (errors.InternalError(), "RFA5"),
        (errors.Maintenance(), "RFA5"),
        (errors.TooManyRequests(), "RFA5"),
        (errors.Unreachable(), "AK-UNREACHABLE"),
        (errors.InvalidParameters(), "RFA22"),
        (errors.Unauthorized(), "RFA22"),
        (errors.NotFound(), "RFA22"),
        (errors.UnknownAnswer(code="inventedNextYear"), "RFA22"),
    ],
)
def test_errors(error: errors.BankIdError, code: str) -> None:
    assert error_message(error).code == code


@pytest.mark.parametrize(
    ("language", "text"),
    [("sv", "Starta BankID-appen."), ("en", "Start your BankID app."), ("fi", "Starta BankID-appen.")],
)
def test_text_follows_the_active_language(language: str, text: str) -> None:
    with translation.override(language):
        assert str(MESSAGES["RFA1"]) == text
