"""Log-in by key: who comes in, how often one may try, and where it works."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from webauthn.helpers import bytes_to_base64url as packed

from armkrok.core.identity.models import Session
from armkrok.core.notifications.models import Message
from armkrok.core.passkeys.models import Ceremony, Passkey
from armkrok.core.passkeys.party import Party, party
from armkrok.core.passkeys.tests.conftest import (
    LOGIN,
    START,
    Holder,
    at_localhost,
    operator_with,
    random_id,
    reasons,
    told,
)
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.authenticator import Authenticator
from tests.support.visitor import Visitor

Make = Callable[[str], Holder]


def test_sara_logs_in_and_everybody_who_should_know_does(opened: Settled, sara: Holder) -> None:
    page = sara.log_in()
    assert page.leads_to == "/mina/"
    session = sara.session()
    assert session
    assert (session.person, session.method, session.strength) == (opened.people["sara"], "passkey", 3)
    assert session.organisation_id == opened.organisations["sundby"].pk
    assert session.provider == "Nyckel"
    events = [event for event, _facts in told(opened)]
    assert events == ["PasskeyAdded", "BreakGlassUsed"]
    assert ("LoggedIn", {"session_id": str(session.pk), "method": "passkey"}) in told(opened, "armkrok")
    with scope(opened.organisations["sundby"].pk):
        letters = list(Message.objects.order_by("created_at").values_list("to", "subject"))
        key = Passkey.objects.get()
    assert letters[-1] == ("sara.lind@sundby.example", "Nödinloggning i Sundby kommun")
    assert key.used_at
    assert key.sign_count == 1


def test_the_letters_name_nobody(opened: Settled, sara: Holder) -> None:
    sara.log_in()
    with scope(opened.organisations["sundby"].pk):
        bodies = "".join(Message.objects.values_list("body", flat=True))
    assert "Sundby kommun" in bodies
    assert "Sara" not in bodies
    assert "Lind" not in bodies


def test_the_page_of_her_choice_comes_next(sara: Holder) -> None:
    answer = sara.key.used(sara.options())
    page = sara.visitor.post(LOGIN, {"credential": answer, "next": "/mina/uppgifter/"})
    assert page.leads_to == "/mina/uppgifter/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_away(sara: Holder, target: str) -> None:
    answer = sara.key.used(sara.options())
    assert sara.visitor.post(LOGIN, {"credential": answer, "next": target}).leads_to == "/mina/"


def test_operators_need_no_break_glass_and_nobody_is_mailed(towns: Settled) -> None:
    place = operator_with(towns, "sara")
    someone = Holder(at_localhost(Visitor(towns.people["sara"])))
    someone.add("/armkrok/installningar/nycklar/ny/")
    someone.log_in()
    session = someone.session()
    assert session
    assert session.organisation_id == place.pk
    assert "BreakGlassUsed" not in [event for event, _facts in told(towns, "armkrok")]
    with scope(place.pk):
        assert not Message.objects.filter(subject__startswith="Nödinloggning").exists()


def test_the_session_gets_a_new_token(opened: Settled, sara: Holder, holder: Make) -> None:
    """Session fixation: what was in the cookie before is worth nothing after."""
    someone = Holder(holder("amina").visitor, sara.key)
    before = someone.session()
    someone.visitor.client.cookies["planted"] = "x"
    someone.log_in()
    after = someone.session()
    assert before
    assert after
    assert after.pk != before.pk
    assert Session.objects.get(pk=before.pk).ended_why == Session.Ended.REPLACED


def test_a_planted_cookie_becomes_no_session(sara: Holder, settings: Any) -> None:
    sara.visitor.client.cookies[settings.LOGIN_COOKIE] = "planted-by-somebody"
    sara.log_in()
    assert sara.visitor.client.cookies[settings.LOGIN_COOKIE].value != "planted-by-somebody"


@pytest.mark.parametrize("address", [LOGIN, START])
def test_no_form_of_others_is_taken(sara: Holder, address: str) -> None:
    answer = sara.key.used(sara.options())
    response = sara.visitor.client.post(address, {"credential": answer})
    assert response.status_code == 403
    assert sara.session() is None


def test_everybody_gets_the_same_options(sara: Holder, holder: Make) -> None:
    mine, nobodys = sara.options(), holder("").options()
    assert mine.pop("challenge") != nobodys.pop("challenge")
    assert mine == nobodys
    assert mine["allowCredentials"] == []
    assert mine["userVerification"] == "required"
    assert mine["rpId"] == "localhost"


@pytest.mark.usefixtures("one_minute")
def test_too_many_tries_from_one_place(
    opened: Settled, sara: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    """Stuffing: other people's keys, one after the other."""
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            guess = Authenticator(handle=packed(random_id()))
            Holder(sara.visitor, guess).log_in(status=403)
        page = sara.log_in(status=429)
    assert "för många försök" in page.text
    assert sara.session() is None
    assert len(reasons(opened)) == 10
    lines = [one for one in caplog.records if one.message == "too many tries by passkey"]
    assert [getattr(one, "limit", "") for one in lines] == ["passkey"]
    said = json.dumps([{k: str(v) for k, v in vars(one).items()} for one in lines])
    assert "127.0.0.1" not in said
    assert "Sara" not in said


@pytest.mark.usefixtures("one_minute")
def test_too_many_tries_with_one_key(sara: Holder, settings: Any) -> None:
    """Brute force on one key from many addresses."""
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        sara.visitor.client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        sara.log_in(status=403, signature=b"0" * 70)
    sara.visitor.client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.77"
    sara.log_in(status=429)


@pytest.mark.usefixtures("one_minute")
def test_too_many_challenges(sara: Holder) -> None:
    for _ in range(20):
        sara.options()
    answer = sara.options(status=429)
    assert "för många försök" in answer["text"]


def test_challenges_that_nobody_answered_are_thrown_away(sara: Holder) -> None:
    sara.options()
    Ceremony.objects.update(started_at=now() - timedelta(minutes=6))
    sara.options()
    assert Ceremony.objects.count() == 1


def test_the_page_says_where_keys_work(opened: Settled) -> None:
    somewhere_else = Visitor()
    somewhere_else.client.defaults["HTTP_HOST"] = "127.0.0.1:8000"
    page = somewhere_else.get(LOGIN, next="/mina/uppgifter/")
    assert page.find("//a[starts-with(@href, 'http://localhost:8000/logga-in/nyckel/')]")
    assert not page.find("//form[@data-ak-key]")


def test_an_address_in_numbers_is_no_relying_party(towns: Settled, settings: Any) -> None:
    settings.BASE_URL = "http://192.0.2.7"
    assert party() is None
    page = Visitor().get(LOGIN)
    assert "inte är ett domännamn" in page.text
    settings.BASE_URL = "https://armkrok.example:443"
    assert party() == Party("armkrok.example", "https://armkrok.example")
    settings.BASE_URL = "https://armkrok.example:8443"
    assert party() == Party("armkrok.example", "https://armkrok.example:8443")


def test_organisations_without_passkeys_know_nothing_of_them(towns: Settled) -> None:
    assert Organisation.objects.filter(slug="sundby").exists()
    page = at_localhost(Visitor(towns.people["sara"])).get("/sundby/installningar/nycklar/")
    assert "Inloggning med nyckel är avstängd" in page.text
