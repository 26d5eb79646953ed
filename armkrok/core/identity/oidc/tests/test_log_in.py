"""What an honest provider proves, whichever kind it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from armkrok.core.identity.oidc import Refused, begin, finish, only_once
from armkrok.core.identity.proof import NotProved, NumberKind
from armkrok.kit.days import now
from armkrok.kit.numbers import is_coordination_number
from tests.support.openid import BROWSER, RETURN, OpenId, logged_in, visited

LOA = "http://id.elegnamnden.se/loa/1.0/"


@pytest.mark.parametrize("kind", ["swedish-profile", "freja", "signicat", "idura", "inera"])
def test_each_kind_of_provider_proves_the_number_and_the_name(openid: OpenId, kind: str) -> None:
    proof = logged_in(openid.config(kind), "anna-berg")
    assert (proof.full_name, proof.given_name, proof.surname) == ("Anna Berg", "Anna", "Berg")
    (number,) = proof.numbers
    assert (number.kind, len(number.value), proof.loa) == (NumberKind.PERSONAL, 12, f"{LOA}loa3")
    assert proof.subject
    assert abs(proof.authenticated_at - now()) < timedelta(seconds=10)
    assert proof.evidence == {}


@pytest.mark.parametrize("kind", ["freja", "signicat", "inera", "swedish-profile"])
def test_a_coordination_number_is_told_from_a_personal_number(openid: OpenId, kind: str) -> None:
    proof = logged_in(openid.config(kind), "tariq-aziz")
    (number,) = proof.numbers
    assert number.kind is NumberKind.COORDINATION
    assert is_coordination_number(number.value)
    assert number.assurance == ("confirmed" if kind == "swedish-profile" else "")


def test_a_foreign_e_id_proves_its_prid_and_no_swedish_number(openid: OpenId) -> None:
    proof = logged_in(openid.config(), "mette-holm")
    (number,) = proof.numbers
    assert (number.kind, number.assurance, proof.loa) == (NumberKind.PRID, "A", f"{LOA}eidas-nf-sub")
    assert number.value.startswith("DK:")
    assert proof.birth_date == "1984-05-17"


@pytest.mark.parametrize(("kind", "path"), [("municipal", "sundby"), ("entra", "sundby")])
def test_a_municipality_knows_its_staff_by_its_own_names(openid: OpenId, kind: str, path: str) -> None:
    proof = logged_in(openid.config(kind, path), "anna-berg")
    assert (proof.numbers, proof.employee_id, proof.full_name) == ((), "anna-berg", "Anna Berg")
    assert proof.issuer == f"{openid.url}/sundby"
    assert proof.loa == "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
@pytest.mark.parametrize("encrypted", [False, True])
def test_algorithms_and_encryption(openid: OpenId, algorithm: str, encrypted: bool) -> None:
    config = openid.config(
        userinfo="plain", encrypted=encrypted, algorithm=algorithm, encrypts=encrypted
    )  # fmt: skip
    openid.control(
        "clients", client_id=config.client_id, redirect_uris=[RETURN], algorithm=algorithm,
        encrypts=encrypted, jwks=_jwks(config.secret), shape="swedish",
    )  # fmt: skip
    assert logged_in(config, "anna-berg").numbers
    with pytest.raises(NotProved, match="id_token_encryption"):
        logged_in(replace(config, encrypted=not encrypted), "anna-berg")


def _jwks(secret: str) -> object:
    from armkrok.core.identity.oidc import public_jwks

    return public_jwks(secret)


def test_an_algorithm_that_is_not_agreed_on_is_refused(openid: OpenId) -> None:
    config = openid.config(algorithms=["ES256", "PS256"])
    with pytest.raises(NotProved, match="id_token_alg"):
        logged_in(config, "anna-berg")


def test_the_secret_may_stand_in_the_form(openid: OpenId) -> None:
    config = openid.config("freja", client_auth="client_secret_post")
    assert logged_in(config, "anna-berg").numbers
    with pytest.raises(NotProved, match="token_invalid_client"):
        logged_in(replace(config, secret="annan"), "anna-berg")


def test_the_person_backs_out(openid: OpenId) -> None:
    config = openid.config()
    begun = begin(config, redirect_uri=RETURN)
    query = visited(begun.leave_url, "", answer="cancel")
    with pytest.raises(Refused, match="access_denied"):
        finish(config, begun.remember, only_once(query), redirect_uri=RETURN, now=now())


def test_an_answer_is_good_once_and_for_the_one_who_asked(openid: OpenId) -> None:
    config = openid.config()
    mine, hers = (begin(config, redirect_uri=RETURN) for _ in range(2))
    query = only_once(visited(mine.leave_url, "anna-berg"))
    with pytest.raises(NotProved, match=r"^state$"):
        finish(config, hers.remember, query, redirect_uri=RETURN, now=now())
    with pytest.raises(NotProved, match="token_invalid_grant"):  # her browser, my code: PKCE
        stolen = query | {"state": hers.state}
        finish(config, hers.remember, stolen, redirect_uri=RETURN, now=now())
    query = only_once(visited(mine.leave_url, "anna-berg"))
    assert finish(config, mine.remember, query, redirect_uri=RETURN, now=now()).subject
    with pytest.raises(NotProved, match="token_invalid_grant"):
        finish(config, mine.remember, query, redirect_uri=RETURN, now=now())


def test_another_provider_or_address_than_the_one_left_to(openid: OpenId) -> None:
    config, other = openid.config(), openid.config("municipal", "sundby")
    begun = begin(config, redirect_uri=RETURN)
    query = only_once(visited(begun.leave_url, "anna-berg"))
    with pytest.raises(NotProved, match="provider_changed"):
        finish(other, begun.remember, query, redirect_uri=RETURN, now=now())
    with pytest.raises(NotProved, match="provider_changed"):
        finish(config, begun.remember, query, redirect_uri=RETURN + "/annat", now=now())


@pytest.mark.parametrize(
    "query",
    [
        "state=a&state=b&code=c",
        "code=%ff&state=a",
        "&".join(f"a{n}=1" for n in range(60)),
        "a=" + "x" * 20_000,
    ],
)
def test_parameters_that_have_two_meanings(query: str) -> None:
    with pytest.raises(NotProved, match="parameters"):
        only_once(query)


def test_a_number_that_may_not_be_used_here(openid: OpenId) -> None:
    with pytest.raises(NotProved, match="number_not_allowed"):
        logged_in(openid.config(), "anna-berg", may_use_number=lambda number: False)


def test_the_same_person_has_the_same_subject_and_another_at_another_issuer(openid: OpenId) -> None:
    config = openid.config()
    first, second = logged_in(config, "anna-berg"), logged_in(config, "anna-berg")
    assert first.subject == second.subject
    assert logged_in(openid.config("municipal", "sundby"), "anna-berg").subject != first.subject


def test_new_keys_are_fetched_once_and_an_unknown_key_not_more_than_once_a_minute(openid: OpenId) -> None:
    from armkrok.core.identity.oidc import published

    config = openid.config()
    logged_in(config, "anna-berg")
    openid.control("keys")
    try:
        with pytest.raises(NotProved, match="id_token_kid"):  # fetched less than a minute ago
            logged_in(config, "anna-berg")
        memory = published.published_by(config)
        assert memory._keys is not None
        memory._keys = (memory._keys[0] - published.AGAIN, memory._keys[1])
        assert logged_in(config, "anna-berg").numbers
    finally:
        openid.control("keys")


def test_the_page_shows_the_people_and_takes_a_cancel(openid: OpenId) -> None:
    config = openid.config()
    begun = begin(config, redirect_uri=RETURN)
    page = BROWSER.get(begun.leave_url)
    assert page.status_code == 200
    assert "Logga in hos Armkrok" in page.text
    assert "Anna Berg" in page.text
    answer = BROWSER.post(
        f"{openid.url}/e-leg/answer",
        data={"request": begun.leave_url.partition("?")[2], "person": "erik-dahl"},
    )
    query = only_once(answer.headers["location"].partition("?")[2])
    assert finish(config, begun.remember, query, redirect_uri=RETURN, now=now()).full_name == "Erik Dahl"
    cancelled = BROWSER.post(
        f"{openid.url}/e-leg/answer", data={"request": begun.leave_url.partition("?")[2]}
    )
    assert "error=access_denied" in cancelled.headers["location"]


def test_auto_mode_answers_for_the_one_chosen(openid: OpenId) -> None:
    config = openid.config()
    openid.control("mode", answer="auto")
    openid.control("choose", person="erik-dahl")
    begun = begin(config, redirect_uri=RETURN)
    answer = BROWSER.get(begun.leave_url)
    query = only_once(answer.headers["location"].partition("?")[2])
    assert finish(config, begun.remember, query, redirect_uri=RETURN, now=now()).given_name == "Erik"
