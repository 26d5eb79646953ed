"""Every address that a person can visit, looked at hard. A new address without a line here fails the test."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys import judging
from tests.journeys.conftest import At
from tests.journeys.over_http import TOWN
from tests.journeys.scene import ADMINISTRATION, Scene
from tests.journeys.server import Place

pytestmark = pytest.mark.journey

NOT_PAGES = {
    # only sent to (POST), or asked for by another page
    "set-language", "login-bankid", "login-state", "login-cancel", "login-retry", "logout",
    "signing:discard", "signing:send", "signing:remind", "signing:start", "signing:order-state",
    "signing:order-cancel", "signing:order-retry", "administration:member-end", "administration:role-end",
    "administration:client-close", "administration:audit-check",
    # files and pictures
    "signing:page-image", "signing:download", "signing:original", "signing:crl", "signing:issuer", "root-crl",
    "root-certificate",
}  # fmt: skip

Way = Callable[[Scene], str]
"""An address, and after a space the button that leads on to the page."""

PUBLIC: dict[str, str | Way] = {
    "start": "/?kommun=Atlantis",
    "accessibility": "/tillganglighet/",
    "privacy": "/personuppgifter/",
    "cookies": "/kakor/",
    "help": "/hjalp/",
    "report-fault": "/rapportera-fel/",
    "login": "/logga-in/",
    "login-order": "/logga-in/ BankID",
    "town": "/norrvik/",
    "verify": "/verifiera/",
    "verify-code": lambda scene: scene.code_address(),
}
OWN: dict[str, str | Way] = {
    "mina": lambda scene: scene.open() and "/mina/",
    "my-data": "/mina/uppgifter/",
    "my-sessions": "/mina/inloggningar/",
    "signing:list": lambda scene: scene.draft() and scene.open() and TOWN,
    "signing:new": f"{TOWN}ny/",
    "signing:document": lambda scene: f"{TOWN}ny/{scene.draft()}/dokument/",
    "signing:people": lambda scene: f"{TOWN}ny/{scene.draft()}/personer/",
    "signing:message": lambda scene: f"{TOWN}ny/{scene.draft()}/meddelande/",
    "signing:confirm": lambda scene: f"{TOWN}ny/{scene.draft()}/granska/",
    "signing:sent": lambda scene: f"{TOWN}{scene.open()}/skickad/",
}
SIGNING: dict[str, str | Way] = {
    "signing:progress": lambda scene: f"{TOWN}{scene.declined()}/",
    "signing:withdraw": lambda scene: f"{TOWN}{scene.open()}/dra-tillbaka/",
    "signing:sign": lambda scene: f"{TOWN}{scene.open()}/skriv-under/",
    "signing:order": lambda scene: f"{TOWN}{scene.open()}/skriv-under/ Skriv under med BankID",
    "signing:big-text": lambda scene: f"{TOWN}{scene.open()}/1/stor-text/",
    "signing:decline": lambda scene: f"{TOWN}{scene.open()}/nej/",
    "signing:done": lambda scene: f"{TOWN}{scene.completed()}/klart/",
    "signing:check": lambda scene: f"{TOWN}{scene.completed()}/kontroll/",
}
SETTINGS: dict[str, str | Way] = {
    "administration:overview": ADMINISTRATION,
    "administration:services": f"{ADMINISTRATION}tjanster/",
    "administration:members": f"{ADMINISTRATION}medarbetare/",
    "administration:member-new": f"{ADMINISTRATION}medarbetare/ny/",
    "administration:member": lambda scene: scene.first("medarbetare/"),
    "administration:roles": f"{ADMINISTRATION}roller/",
    "administration:groups": f"{ADMINISTRATION}grupper/",
    "administration:group-new": f"{ADMINISTRATION}grupper/ny/",
    "administration:group": lambda scene: scene.first("grupper/"),
    "administration:structure": f"{ADMINISTRATION}namnder/",
    "administration:board-new": f"{ADMINISTRATION}namnder/ny/",
    "administration:board": lambda scene: scene.first("namnder/"),
    "administration:unit-new": f"{ADMINISTRATION}enheter/ny/",
    "administration:unit": lambda scene: scene.first("namnder/", "enheter/"),
    "administration:clients": f"{ADMINISTRATION}system/",
    "administration:audit": f"{ADMINISTRATION}logg/",
}
REFUSALS = {"/finns/inte/": 404, f"{ADMINISTRATION}tjanster/": 403}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses, with their namespaces; the API has a test of its own."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield space + (one.name or str(one.pattern))
        elif one.namespace and one.namespace.startswith("api"):
            continue
        else:
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)


def test_no_address_is_forgotten() -> None:
    """Each is visited below or named as no page."""
    visited = {*PUBLIC, *OWN, *SIGNING, *SETTINGS}
    assert set(names(get_resolver().url_patterns)) == visited | NOT_PAGES


@pytest.fixture
def scene(place: Place, at: At) -> Scene:
    """What there is to look at."""
    return Scene(place)


@pytest.mark.parametrize(
    ("key", "pages"),
    [("", PUBLIC), ("amina", OWN), ("amina", SIGNING), ("sara", SETTINGS)],
    ids=["public", "own", "signing", "settings"],
)
def test_every_page_is_fit_for_everybody(at: At, scene: Scene, key: str, pages: dict[str, str | Way]) -> None:
    """WCAG 2.2 AA as far as a machine can tell, on any screen."""
    visitor = at(key)
    found = []
    for way in pages.values():
        address, _, button = (way if isinstance(way, str) else way(scene)).partition(" ")
        visitor.goto(address)
        if button:
            visitor.press(button)
            visitor.page.wait_for_url(re.compile(r"/bankid/[0-9a-f-]{36}/$"))
        found += judging.faults(visitor.page)
    assert found == []


def test_refusals_are_fit_too(at: At) -> None:
    """Nobody is left at a dead end."""
    visitor = at("amina")
    for address, status in REFUSALS.items():
        visitor.goto(address, status)
        assert judging.faults(visitor.page) == []
