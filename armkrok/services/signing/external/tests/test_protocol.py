"""The whole way over the wire, every error of the protocol, and every lie refused."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from armkrok.services.signing.engine.signed_attributes import demand_good_for
from armkrok.services.signing.external import (
    IS_ANSWER,
    ExternalRefused,
    FaultyServices,
    Refused,
    SentRequest,
    SignService,
    new_request_id,
    read_answer,
    services_in,
    sign_request,
)
from armkrok.services.signing.external.tests.conftest import KARIN, MESSAGE, NUMBERS, RETURN, Browser, tasks
from armkrok.services.signing.external.wording import TEXTS, sentence

ERRORS = {
    "req-expired": Refused.REQUEST_EXPIRED,
    "user-mismatch": Refused.USER_MISMATCH,
    "unsupported-loa": Refused.UNSUPPORTED_LOA,
    "sigmessage-error": Refused.SIGN_MESSAGE,
    "user-cancel": Refused.USER_CANCELLED,
    "authn-failed": Refused.AUTHENTICATION_FAILED,
    "security-violation": Refused.SECURITY_VIOLATION,
    "general-error": Refused.SERVICE_REFUSED,
}
LIES = {
    "garbage": Refused.NOT_A_RESPONSE,
    "otherBinding": Refused.NOT_A_RESPONSE,
    "otherProfile": Refused.NOT_A_RESPONSE,
    "otherVersion": Refused.NOT_A_RESPONSE,
    "otherMessage": Refused.NOT_A_RESPONSE,
    "entity": Refused.NOT_A_RESPONSE,
    "otherRelayState": Refused.WRONG_REQUEST,
    "otherRequest": Refused.WRONG_REQUEST,
    "repeatsOtherRequest": Refused.WRONG_REQUEST,
    "old": Refused.TOO_OLD,
    "fromTheFuture": Refused.TOO_OLD,
    "unsigned": Refused.NOT_AUTHENTIC,
    "otherKey": Refused.NOT_AUTHENTIC,
    "altered": Refused.NOT_AUTHENTIC,
    "wrapped": Refused.NOT_AUTHENTIC,
    "signedPartOnly": Refused.NOT_AUTHENTIC,
    "twoSignatures": Refused.NOT_AUTHENTIC,
    "otherPerson": Refused.WRONG_SIGNER,
    "twoPersons": Refused.INCOMPLETE,
    "noAssertion": Refused.INCOMPLETE,
    "noChain": Refused.INCOMPLETE,
    "lowLevel": Refused.WRONG_AUTHENTICATION,
    "otherProvider": Refused.WRONG_AUTHENTICATION,
    "oldAuthentication": Refused.WRONG_AUTHENTICATION,
    "otherCertificatePerson": Refused.WRONG_CERTIFICATE,
    "otherCertificateName": Refused.WRONG_CERTIFICATE,
    "otherRoot": Refused.WRONG_CERTIFICATE,
    "brokenChain": Refused.WRONG_CERTIFICATE,
    "expiredCertificate": Refused.WRONG_CERTIFICATE,
    "authoritySigns": Refused.WRONG_CERTIFICATE,
    "missingTask": Refused.WRONG_TASKS,
    "extraTask": Refused.WRONG_TASKS,
    "taskTwice": Refused.WRONG_TASKS,
    "renamedTask": Refused.WRONG_TASKS,
    "otherDigest": Refused.WRONG_SIGNATURE,
    "noCertificateReference": Refused.WRONG_SIGNATURE,
    "otherCertificateReference": Refused.WRONG_SIGNATURE,
    "signsMore": Refused.WRONG_SIGNATURE,
    "badSignature": Refused.WRONG_SIGNATURE,
    "otherAlgorithm": Refused.WRONG_SIGNATURE,
    "swappedSignatures": Refused.WRONG_SIGNATURE,
}


def refused(service: SignService, sent: SentRequest, form: object, **known: object) -> Refused:
    with pytest.raises(ExternalRefused) as error:
        read_answer(service, sent, form, **known)  # type: ignore[arg-type]
    assert KARIN not in str(error.value)
    return error.value.code


@pytest.mark.parametrize("count", [1, 2, 40])
def test_one_act_signs_every_document(sign_service: SignService, browser: Browser, count: int) -> None:
    sent = sign_request(sign_service, KARIN, tasks(count), return_url=RETURN, message=MESSAGE)
    answer = read_answer(sign_service, sent, browser.answered(sent))
    assert (answer.signer.given_name, answer.signer.level) == ("Kim", sign_service.levels[0])
    given = answer.sign([one.attributes for one in sent.tasks])
    assert len(given.values) == count
    assert given.chain[-1] in sign_service.roots
    for task, value in zip(sent.tasks, given.values, strict=True):
        demand_good_for(value.attributes, value.value, value.algorithm, task.attributes, given.chain[0])


def test_the_service_shows_what_is_signed(browser: Browser, sent: SentRequest) -> None:
    page = browser.asked(sent)
    assert "Protokoll &lt;nr 7&gt; &amp; bilaga" in page
    assert "2 dokument" in page
    assert KARIN not in page


@pytest.mark.parametrize("action", ERRORS)
def test_every_error_of_the_protocol(
    sign_service: SignService, browser: Browser, sent: SentRequest, action: str
) -> None:
    code = refused(sign_service, sent, browser.answered(sent, action))
    assert code is ERRORS[action]
    assert code in IS_ANSWER
    assert "Inget har skrivits under." in sentence(code)


@pytest.mark.parametrize("action", LIES)
def test_every_lie_is_refused(
    sign_service: SignService, browser: Browser, sent: SentRequest, action: str
) -> None:
    code = refused(sign_service, sent, browser.answered(sent, action))
    assert code is LIES[action]
    assert code not in IS_ANSWER
    assert "Inget har skrivits under." in sentence(code)


def test_the_simulator_has_no_answer_that_is_not_tried_here(browser: Browser, sent: SentRequest) -> None:
    page = browser.asked(sent)
    offered = {line.split('"')[1] for line in page.splitlines() if "<option value=" in line}
    assert offered == ERRORS.keys() | LIES.keys()
    assert set(TEXTS) <= set(Refused)


def test_an_answer_to_another_request(sign_service: SignService, browser: Browser, sent: SentRequest) -> None:
    other = sign_request(sign_service, KARIN, tasks(), return_url=RETURN, message=MESSAGE)
    form = dict(browser.answered(other))
    assert refused(sign_service, sent, form) is Refused.WRONG_REQUEST
    assert refused(sign_service, sent, form | {"RelayState": sent.request_id}) is Refused.WRONG_REQUEST


def test_an_answer_for_another_person_or_document(
    sign_service: SignService, browser: Browser, sent: SentRequest
) -> None:
    form = browser.answered(sent)
    another = replace(sent, personal_number=NUMBERS[41])
    assert refused(sign_service, another, form) is Refused.WRONG_SIGNER
    moved = tuple(
        replace(one, attributes=other.attributes) for one, other in zip(sent.tasks, tasks(4)[2:], strict=True)
    )
    assert refused(sign_service, replace(sent, tasks=moved), form) is Refused.WRONG_SIGNATURE
    answer = read_answer(sign_service, sent, form)
    with pytest.raises(ExternalRefused):
        answer.sign([tasks(4)[3].attributes])


def test_a_late_answer(sign_service: SignService, browser: Browser, sent: SentRequest) -> None:
    form = browser.answered(sent)
    later = datetime.now(UTC) + timedelta(seconds=sign_service.message_age + 5)
    assert refused(sign_service, sent, form, now=later) is Refused.TOO_OLD


def test_rubbish_for_an_answer(sign_service: SignService, browser: Browser, sent: SentRequest) -> None:
    good = dict(browser.answered(sent))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    for content in (b"", b"\0", b"<", b"<a/>", bomb, bomb.decode().encode("utf-16"), b"\xff" * 50):
        form = good | {"EidSignResponse": base64.b64encode(content).decode()}
        assert refused(sign_service, sent, form) is Refused.NOT_A_RESPONSE
    for text in ("", "å", "===", "A" * 9_000_000):
        assert refused(sign_service, sent, good | {"EidSignResponse": text}) is Refused.NOT_A_RESPONSE
    assert refused(sign_service, sent, {}) is Refused.NOT_A_RESPONSE


def test_the_service_refuses_what_is_not_in_order(sign_service: SignService, sent: SentRequest) -> None:
    form = dict(sent.form())
    altered = base64.b64encode(sent.xml.replace(RETURN.encode(), b"https://thief.example/")).decode()
    for wrong in ({"RelayState": new_request_id()}, {"Binding": "GET"}, {"EidSignRequest": altered}):
        answer = httpx.post(sign_service.url, data=form | wrong, follow_redirects=True)
        assert answer.status_code == 400
    elsewhere = sign_request(
        replace(sign_service, service_id="urn:other"), KARIN, tasks(), return_url=RETURN, message=MESSAGE
    )
    assert httpx.post(sign_service.url, data=dict(elsewhere.form())).status_code == 400


def test_an_expired_request_is_answered_as_such(sign_service: SignService, browser: Browser) -> None:
    earlier = datetime.now(UTC) - timedelta(minutes=4)
    sent = sign_request(sign_service, KARIN, tasks(), return_url=RETURN, message=MESSAGE, now=earlier)
    assert refused(sign_service, sent, browser.answered(sent)) is Refused.REQUEST_EXPIRED


def test_request_ids_are_long_and_never_the_same() -> None:
    ids = {new_request_id() for _ in range(200)}
    assert len(ids) == 200
    assert min(map(len, ids)) >= 20


def test_a_request_needs_tasks_with_ids_of_their_own(sign_service: SignService) -> None:
    one = tasks(1)
    for wrong in ((), one + one):
        with pytest.raises(ValueError, match="task"):
            sign_request(sign_service, KARIN, wrong, return_url=RETURN, message=MESSAGE)
    with pytest.raises(ValueError, match="long"):
        sign_request(sign_service, KARIN, one, return_url=RETURN, message="å" * 5000)


def test_the_file_of_services(missing: Path) -> None:
    assert services_in(missing) == {}
    missing.write_text('[en]\nname = "En"\n', "utf-8")
    with pytest.raises(FaultyServices, match="key"):
        services_in(missing)
