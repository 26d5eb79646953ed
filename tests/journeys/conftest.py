"""Browser, server and people for the journeys. They end with the package, as Playwright's loop must."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from armkrok.site.embedded import addresses
from tests.journeys.browsing import Somebody, opened
from tests.journeys.over_http import Caller, logged_in
from tests.journeys.server import Place, running
from tests.support.databases import SUPERUSER, new_database
from tests.support.simulators import LIFETIME

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
At = Callable[..., Somebody]
Call = Callable[[str], Caller]


@pytest.fixture(scope="package")
def place(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Armkrok with the two towns, one for each process of the test run."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    name = f"armkrok_journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    new_database(name)
    with running(addresses(os.environ[SUPERUSER], name), tmp_path_factory.mktemp("journeys")) as place:
        yield place


@pytest.fixture(scope="package")
def chromium(place: Place) -> Iterator[Browser]:
    """One browser for all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def at(chromium: Browser, place: Place) -> Iterator[At]:
    """`at("amina")` is Amina at her laptop, logged in; `at()` is somebody who is not. No complaints.

    Orders at BankID that an earlier story left unanswered are over: nobody may have two.
    """
    place.clock(LIFETIME)
    everybody: list[Somebody] = []

    def at(key: str = "", **options: Any) -> Somebody:
        everybody.append(opened(chromium, place, key, **options))
        return everybody[-1]

    yield at
    for one in everybody:
        one.context.close()
    assert [complaint for one in everybody for complaint in one.complaints.found] == []


@pytest.fixture
def call(place: Place, at: At) -> Call:
    """`call("amina")` is Amina logged in without a browser, for what only has to be done."""
    return lambda key: logged_in(place, key)
