"""Guessing and counting: nobody learns by trying who or what there is (CWE-204, CWE-307)."""

from statistics import median
from time import perf_counter
from uuid import uuid4

import pytest

from armkrok.core.administration.actions import clients
from armkrok.site.settling import Settled
from tests.support.mirrored import Town
from tests.support.people import Visit, inside

TOKEN = "/api/v1/{town}/oauth/token"


@pytest.fixture
def system(towns: Settled) -> Town:
    """A system of Sundby's."""
    with inside(towns, "sara") as sara:
        made = clients.add_client("Ärendesystemet", ["signing.send"], by=sara)
        return Town(towns.organisations["sundby"], made.client_id, made.secret)


def test_an_unknown_system_and_a_wrong_secret_get_the_same_answer(system: Town, visit: Visit) -> None:
    """Whichever of the three is wrong: the client, its secret or the organisation."""
    tries = [
        ("sundby", system.client_id, "wrong"), ("sundby", "nobody", system.secret),
        ("norrvik", system.client_id, system.secret), ("finns-inte", system.client_id, system.secret),
        ("sundby", system.client_id, ""), ("sundby", "", system.secret),
    ]  # fmt: skip
    answers = set()
    for town, client_id, secret in tries:
        sent = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        response = visit().client.post(TOKEN.format(town=town), sent)
        answers.add((response.status_code, response.content, response["WWW-Authenticate"]))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


def test_it_takes_no_longer_to_refuse_whom_we_know(system: Town, visit: Visit) -> None:
    """Both are one look-up by a hash; a difference of milliseconds would tell which names are real."""

    def took(client_id: str) -> float:
        start = perf_counter()
        sent = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "wrong"}
        assert visitor.client.post(TOKEN.format(town="sundby"), sent).status_code in {401, 429}
        return perf_counter() - start

    visitor = visit()
    known, unknown = zip(
        *((took(system.client_id), took("nobody-by-this-name")) for _ in range(9)), strict=True
    )
    slower = max(median(known), median(unknown)) / min(median(known), median(unknown))
    assert slower < 5  # coarse: a hash that is slow on purpose, or a second look-up, would be seen


@pytest.mark.parametrize(
    "page", ["/mina/", "/sundby/underskrift/", "/sundby/installningar/", "/sundby/underskrift/{id}/"]
)
def test_who_is_not_logged_in_learns_nothing_of_what_there_is(page: str, visit: Visit) -> None:
    answer = visit().client.get(page.format(id=uuid4()))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/?next=")


def test_a_stranger_cannot_tell_a_closed_door_from_a_wall(visit: Visit, towns: Settled) -> None:
    """A page that exists, one that does not, and an organisation that does not: the same words."""
    vera = visit("vera")
    pages = ("/sundby/installningar/", f"/sundby/underskrift/{uuid4()}/", "/finns-inte/underskrift/")
    answers = [vera.get(page, status=404) for page in pages]
    assert len({answer.text for answer in answers}) == 1


def test_a_guessed_code_and_a_wrong_organisation_look_alike(visit: Visit, towns: Settled) -> None:
    visitor = visit()
    for code in ("AAAA-AAAA", "x", "0" * 200, "sundby"):
        known = visitor.get(f"/verifiera/sundby/{code}/", status=404)
        assert known.text == visitor.get(f"/verifiera/finns-inte/{code}/", status=404).text
