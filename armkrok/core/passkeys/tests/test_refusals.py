"""Everything that a log-in by key is refused for."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from webauthn.helpers import bytes_to_base64url as packed

from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.notifications.models import Message
from armkrok.core.passkeys.actions import break_glass, keys
from armkrok.core.passkeys.models import Ceremony, Passkey
from armkrok.core.passkeys.tests.conftest import (
    LOGIN,
    Holder,
    at_localhost,
    forget_limits,
    random_id,
    reasons,
    told,
)
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.authenticator import PRESENT, Authenticator
from tests.support.people import inside
from tests.support.visitor import Visitor

Make = Callable[[str], Holder]
REFUSED = "Nyckeln gick inte att använda här. Ingenting har gjorts."


BENT: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "http://evil.example:8000"},
    "another port": {"origin": "http://localhost:8001"},
    "a longer origin": {"origin": "http://localhost:8000.evil.example"},
    "another scheme": {"origin": "https://localhost:8000"},
    "another relying party": {"party": "evil.example"},
    "nobody verified": {"flags": PRESENT},
    "nobody present": {"flags": 0},
    "a synced key that cannot be": {"flags": 0x05 | 0x10},
    "signature of something else": {"signature": b"0" * 70},
    "an empty signature": {"signature": b""},
    "an answer to another deed": {"type": "webauthn.create"},
    "inside another page": {"more": {"crossOrigin": True}},
    "inside another's page": {"more": {"topOrigin": "https://evil.example"}},
    "a challenge of its own": {"challenge": packed(b"x" * 64)},
    "no handle": {"handle": None},
    "a handle that is none": {"handle": packed(b"x" * 32)},
    "a short handle": {"handle": packed(b"x")},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_a_bent_answer_is_refused(opened: Settled, sara: Holder, bent: dict[str, Any]) -> None:
    page = sara.log_in(status=403, **bent)
    text = page.text
    assert REFUSED in text or "Det tog för lång tid" in text
    assert sara.session() is None
    assert not Session.objects.filter(method="passkey").exists()
    assert len(reasons(opened)) == 1
    assert "BreakGlassUsed" not in [event for event, _facts in told(opened)]
    sara.key.count = 0
    sara.log_in()  # the same key, as it should be


def test_each_refusal_has_its_own_line_in_the_log(sara: Holder, caplog: pytest.LogCaptureFixture) -> None:
    """Without this, the bent answers could all be refused for one and the same reason."""
    wanted = {
        "another origin": "origin",
        "another relying party": "RP ID",
        "nobody verified": "User verification",
        "nobody present": "not present",
        "signature of something else": "signature",
        "an answer to another deed": "client data type",
    }
    for name, words in wanted.items():
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            sara.log_in(status=403, **BENT[name])
        details = [getattr(one, "detail", "") for one in caplog.records if one.message == "passkey refused"]
        assert len(details) == 1
        assert words in details[0], (name, details)
        forget_limits()


def test_a_challenge_holds_once(opened: Settled, sara: Holder) -> None:
    answer = sara.key.used(sara.options())
    sara.send(answer)
    again = Holder(sara.visitor, sara.key)
    page = again.send(answer, status=403)
    assert "Det tog för lång tid" in page.text
    assert reasons(opened) == ["passkey challenge"]


def test_a_wrong_answer_uses_the_challenge_up(sara: Holder) -> None:
    options = sara.options()
    sara.send(sara.key.used(options, flags=PRESENT), status=403)
    sara.send(sara.key.used(options), status=403)


def test_a_challenge_holds_five_minutes(opened: Settled, sara: Holder) -> None:
    answer = sara.key.used(sara.options())
    Ceremony.objects.update(started_at=now() - timedelta(minutes=5, seconds=1))
    sara.send(answer, status=403)
    assert reasons(opened) == ["passkey expired"]


def test_a_challenge_holds_in_one_browser(opened: Settled, sara: Holder) -> None:
    answer = sara.key.used(sara.options())
    elsewhere = Holder(at_localhost(Visitor()), sara.key)
    elsewhere.options()  # it has a token of its own
    elsewhere.send(answer, status=403)
    assert reasons(opened) == ["passkey challenge"]
    sara.send(answer)  # the other's try has not used it up


def test_a_challenge_to_add_does_not_log_in(sara: Holder, holder: Make) -> None:
    inside_already = holder("sara")
    options = inside_already.options("/sundby/installningar/nycklar/ny/borja/")
    sara.visitor.client.cookies.update(inside_already.visitor.client.cookies)
    sara.send(sara.key.used(options), status=403)


def test_a_counter_that_goes_back_locks_the_key(opened: Settled, sara: Holder) -> None:
    sara.log_in(count=7)
    Session.objects.filter(method="passkey").delete()
    sara.log_in(status=403, count=7)
    with scope(opened.organisations["sundby"].pk):
        assert Passkey.objects.get().suspected_at
        assert Message.objects.filter(subject="En nyckel i Sundby kommun kan vara kopierad").exists()
    assert [event for event, _facts in told(opened)][-1] == "PasskeySuspected"
    sara.log_in(status=403, count=9)
    assert reasons(opened) == ["passkey copied", "passkey suspected"]
    assert not Session.objects.filter(method="passkey").exists()


def test_a_forged_low_counter_locks_nothing(opened: Settled, sara: Holder) -> None:
    """Who has seen the key's id but cannot sign must not be able to have it locked."""
    sara.log_in(count=7)
    sara.log_in(status=403, count=1, signature=b"0" * 70)
    with scope(opened.organisations["sundby"].pk):
        assert Passkey.objects.get().suspected_at is None
    sara.log_in(count=8)


def test_a_key_without_counter_is_believed_each_time(sara: Holder) -> None:
    sara.log_in(count=0)
    sara.log_in(count=0)


def test_an_unknown_key_is_refused_as_any_other(opened: Settled, sara: Holder) -> None:
    sara.key.credential_id = random_id()
    assert REFUSED in sara.log_in(status=403).text
    assert reasons(opened) == ["passkey unknown"]


def test_another_key_with_her_name_is_refused(sara: Holder) -> None:
    stranger = Authenticator(credential_id=sara.key.credential_id, handle=sara.key.handle)
    Holder(sara.visitor, stranger).log_in(status=403)


def test_a_removed_key_opens_nothing(opened: Settled, sara: Holder) -> None:
    with inside(opened, "sara") as actor:
        keys.remove(Passkey.objects.get(), by=actor)
    sara.log_in(status=403)
    assert reasons(opened) == ["passkey removed"]


def test_a_removed_key_closes_what_it_has_opened(opened: Settled, sara: Holder) -> None:
    sara.log_in()
    with inside(opened, "sara") as actor:
        keys.remove(Passkey.objects.get(), by=actor)
    assert sara.session() is None


def test_nobody_comes_in_when_the_glass_is_whole(opened: Settled, sara: Holder) -> None:
    sara.log_in()
    with inside(opened, "sara") as actor:
        assert break_glass.close(by=actor) == 1
    assert sara.session() is None
    sara.log_in(status=403)
    assert reasons(opened) == ["passkey closed"]


def test_who_has_left_does_not_come_in(opened: Settled, sara: Holder) -> None:
    with scope(opened.organisations["sundby"].pk):
        Member.objects.filter(person=opened.people["sara"]).update(left_at=now())
    sara.log_in(status=403)
    assert reasons(opened) == ["passkey left"]


def test_who_has_come_back_brings_no_old_key(opened: Settled, sara: Holder) -> None:
    with scope(opened.organisations["sundby"].pk):
        Member.objects.filter(person=opened.people["sara"]).update(joined_at=now())
    sara.log_in(status=403)
    assert reasons(opened) == ["passkey left"]


def test_a_key_of_one_organisation_opens_no_other(opened: Settled, sara: Holder) -> None:
    """The handle says where the key belongs; what it says is believed only if the key is there."""
    norrvik, person = opened.organisations["norrvik"], opened.people["birgitta"]
    for handle in (
        norrvik.pk.bytes + opened.people["sara"].pk.bytes,
        norrvik.pk.bytes + person.pk.bytes,
        opened.organisations["sundby"].pk.bytes + person.pk.bytes,
        uuid4().bytes + opened.people["sara"].pk.bytes,
    ):
        sara.log_in(status=403, handle=packed(handle))
        forget_limits()
    assert reasons(opened) == ["passkey unknown"] * 4


@pytest.mark.parametrize(
    "garbage", ["", "x", "{}", "[]", "null", '{"response": 1}', "{" * 3000, "9" * 17_000]
)
def test_garbage_is_refused(sara: Holder, garbage: str) -> None:
    page = sara.visitor.client.post(LOGIN, {"csrfmiddlewaretoken": sara.visitor.token, "credential": garbage})
    assert page.status_code in {403, 422}


OTHERWISE: list[object] = [None, 1, [], {}, "", "å", "AAAA"]


def test_every_cut_answer_is_refused(sara: Holder) -> None:
    """Whatever is missing or of another kind, the answer is a sentence and never an error of ours."""
    whole = json.loads(sara.key.used(sara.options()))
    for name in [*whole, *(f"response.{one}" for one in whole["response"])]:
        for value in OTHERWISE:
            bent = json.loads(sara.key.used(sara.options()))
            place, key = (bent, name) if "." not in name else (bent["response"], name.split(".")[1])
            place[key] = value
            if name == "rawId" and value == "":
                continue
            sara.send(json.dumps(bent), status=403)
            forget_limits()
            sara.visitor.client.cookies.pop("messages", None)
    assert sara.session() is None
