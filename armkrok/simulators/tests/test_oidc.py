"""The OpenID provider refuses what a real one refuses, and starts from files."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from armkrok.simulators.tests.conftest import Running, started

RETURN = "https://service.example/back"
REQUEST = {
    "response_type": "code", "client_id": "service", "redirect_uri": RETURN, "scope": "openid",
    "state": "s" * 22, "nonce": "n" * 22, "code_challenge": "c" * 43, "code_challenge_method": "S256",
    "person": "eva-ek",
}  # fmt: skip


@pytest.fixture(scope="module")
def oidc(tmp_path_factory: pytest.TempPathFactory, numbers: list[str]) -> Iterator[Running]:
    """One that knows Eva of Norrvik and one service."""
    home = tmp_path_factory.mktemp("oidc")
    people, clients = home / "people.json", home / "clients.json"
    eva = {"given_name": "Eva", "surname": "Ek", "personal_number": numbers[0], "town": "norrvik"}
    people.write_text(json.dumps([eva]))
    service = {"client_id": "service", "redirect_uris": [RETURN], "client_secret": "hemlig"}
    clients.write_text(json.dumps([service]))
    arguments = ("--people", str(people), "--clients", str(clients), "--answer", "ask")
    with started("armkrok.simulators.oidc", home, *arguments) as running:
        yield running


@pytest.fixture(scope="module")
def numbers() -> list[str]:
    """Published test numbers."""
    from importlib.resources import files

    return (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text("ascii").split()


def test_it_knows_the_towns_of_its_people(oidc: Running) -> None:
    state = oidc.http.get("/control/state").json()
    assert state["issuers"] == [f"{oidc.url}/e-leg", f"{oidc.url}/norrvik"]
    assert [person["key"] for person in state["people"]] == ["eva-ek", "mette-holm", "tariq-aziz"]
    page = oidc.http.get(
        "/norrvik/authorize", params={k: v for k, v in REQUEST.items() if k != "person"}
    ).text
    assert "Eva Ek" in page
    assert "Mette Holm" not in page  # not employed there
    assert "••••" not in page


def test_a_person_goes_back_with_a_code(oidc: Running) -> None:
    answer = oidc.http.get("/e-leg/authorize", params=REQUEST)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{RETURN}?code=")


@pytest.mark.parametrize(
    "change",
    [{"client_id": "another"}, {"redirect_uri": "https://thief.example/"}, {"redirect_uri": RETURN + "/x"}],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(oidc: Running, change: dict[str, str]) -> None:
    answer = oidc.http.get("/e-leg/authorize", params=REQUEST | change)
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert "Det gick inte" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"response_type": "token"}, {"scope": "profile"}, {"state": "short"}, {"nonce": "short"},
        {"code_challenge_method": "plain"}, {"code_challenge": "x"}, {"scope": "openid https://id.oidc.se/scope/sign"},
        {"https://id.oidc.se/param/userMessage": "text"},
    ],
)  # fmt: skip
def test_a_wrong_request_gets_its_error(oidc: Running, change: dict[str, str]) -> None:
    answer = oidc.http.get("/e-leg/authorize", params=REQUEST | change)
    assert answer.headers["location"].startswith(f"{RETURN}?error=invalid_request")


def test_a_code_without_the_secret_or_the_verifier_gives_nothing(oidc: Running) -> None:
    answer = oidc.http.get("/e-leg/authorize", params=REQUEST)
    code = answer.headers["location"].partition("code=")[2].partition("&")[0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN, "client_id": "service"}
    assert oidc.http.post("/e-leg/token", data=form).json() == {"error": "invalid_client"}
    form["client_secret"] = "hemlig"
    assert oidc.http.post("/e-leg/token", data=form).json() == {"error": "invalid_grant"}


def test_a_lie_that_it_does_not_know(oidc: Running) -> None:
    assert oidc.http.post("/control/lies", json={"lie": "unheard"}).status_code == 400
    assert oidc.http.get("/control/state").json()["lies"] == []


@pytest.mark.parametrize("text", ["[", "{}x", '[{"given_name": "Eva"}]'])
def test_a_people_file_that_is_wrong_is_told_of(tmp_path: Path, text: str) -> None:
    (tmp_path / "people.json").write_text(text)
    command = [sys.executable, "-m", "armkrok.simulators.oidc", "--port", "1", "--home", str(tmp_path)]
    ended = subprocess.run(
        [*command, "--people", str(tmp_path / "people.json")], capture_output=True, timeout=30, check=False
    )
    assert (ended.returncode, b"people.json" in ended.stderr) == (2, True)
