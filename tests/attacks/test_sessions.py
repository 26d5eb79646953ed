"""Sessions that somebody else has chosen, guessed or kept (CWE-384, CWE-613)."""

import secrets
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import begin, digest, end_all, running
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.visitor import BANKID_LOA

PLANTED = "p" * 43


def test_a_cookie_that_was_there_before_is_replaced_and_never_a_session(towns: Settled, visit: Visit) -> None:
    """Every way to log in ends in begin(): what the attacker planted is worth nothing afterwards."""
    request = RequestFactory().get("/")
    request.COOKIES[settings.LOGIN_COOKIE] = PLANTED
    response = HttpResponse()
    session = begin(request, response, towns.people["amina"], method="bankid", loa=BANKID_LOA)
    given = response.cookies[settings.LOGIN_COOKIE].value
    assert given != PLANTED
    assert bytes(session.token_hash) == digest(given) != digest(PLANTED)
    thief = visit()
    thief.client.cookies[settings.LOGIN_COOKIE] = PLANTED
    assert thief.client.get("/mina/").status_code == 302


def test_a_session_of_the_attackers_own_ends_when_the_victim_logs_in_over_it(
    towns: Settled, visit: Visit
) -> None:
    """She plants her own living session; the victim's log-in must neither join it nor leave it running."""
    attacker = visit("karin")
    request = RequestFactory().get("/")
    request.COOKIES[settings.LOGIN_COOKIE] = attacker.client.cookies[settings.LOGIN_COOKIE].value
    begin(request, HttpResponse(), towns.people["amina"], method="bankid", loa=BANKID_LOA)
    assert attacker.client.get("/mina/").status_code == 302
    assert Session.objects.get(person=towns.people["karin"]).ended_why == Session.Ended.REPLACED


@pytest.mark.parametrize(
    "cookie", ["", "x", "' OR 1=1 --", "\x00", "å" * 43, "None", "null", "0", "p" * 10_000]
)
def test_a_made_up_cookie_is_nobody(cookie: str, towns: Settled) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.LOGIN_COOKIE] = cookie
    assert running(request) is None


def test_the_hash_in_the_database_opens_nothing(visit: Visit) -> None:
    """Who has read the database has no cookie."""
    amina, thief = visit("amina"), visit()
    kept = bytes(Session.objects.get(person=amina.person).token_hash)
    for cookie in (kept.hex(), kept.decode("latin-1")):
        thief.client.cookies[settings.LOGIN_COOKIE] = cookie
        assert thief.client.get("/mina/").status_code == 302


def test_a_token_is_long_and_never_the_same(towns: Settled) -> None:
    tokens = set()
    for _time in range(20):
        response = HttpResponse()
        begin(RequestFactory().get("/"), response, towns.people["amina"], method="bankid", loa=BANKID_LOA)
        tokens.add(response.cookies[settings.LOGIN_COOKIE].value)
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {len(secrets.token_urlsafe(32))}


@pytest.mark.parametrize(
    "change",
    [{"seen_at": timedelta(minutes=61)}, {"created_at": timedelta(hours=12, minutes=1)}],
    ids=["rested", "old"],
)
def test_an_old_session_is_over_for_good(change: dict[str, timedelta], visit: Visit) -> None:
    amina = visit("amina")
    moments = {name: now() - ago for name, ago in change.items()}
    Session.objects.filter(person=amina.person).update(**moments)
    assert amina.client.get("/mina/").status_code == 302
    Session.objects.filter(person=amina.person).update(seen_at=now(), created_at=now())
    assert amina.client.get("/mina/").status_code == 302


def test_what_was_ended_stays_ended(visit: Visit) -> None:
    amina = visit("amina")
    assert amina.person
    assert end_all(amina.person.pk, Session.Ended.CLOSED) == 1
    for address in ("/mina/", "/sundby/underskrift/", "/mina/uppgifter/"):
        assert amina.client.get(address)["Location"].startswith("/logga-in/")
