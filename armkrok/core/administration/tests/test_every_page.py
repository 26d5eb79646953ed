"""Every page of the settings: who gets in, and that it is whole."""

from urllib.parse import urlencode

import pytest

from armkrok.core.members.models import Group
from armkrok.core.tenants.models import Board, Unit
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit

START = "/sundby/installningar/"
PAGES = [
    "", "uppgifter/", "utseende/", "regler/", "tjanster/", "medarbetare/", "medarbetare/ny/",
    "medarbetare/lista/", "roller/", "genomgang/", "inloggning/", "grupper/", "grupper/ny/", "namnder/",
    "namnder/ny/", "enheter/ny/", "system/",
]  # fmt: skip


@pytest.mark.parametrize("page", [*PAGES, "logg/"])
def test_the_administrator_gets_in(visit: Visit, page: str) -> None:
    assert visit("sara").get(START + page).h1


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", ["amina", "olle"])
def test_other_roles_do_not(visit: Visit, key: str, page: str) -> None:
    visit(key).get(START + page, status=403)


@pytest.mark.parametrize("page", [*PAGES, "logg/"])
@pytest.mark.parametrize("key", ["vera", "birgitta"])
def test_strangers_and_the_other_towns_administrator_find_nothing(visit: Visit, key: str, page: str) -> None:
    visit(key).get(START + page, status=404)


@pytest.mark.parametrize("page", [*PAGES, "logg/"])
def test_who_is_not_logged_in_is_asked_to(visit: Visit, page: str) -> None:
    asked = visit().get(START + page, status=302)
    assert asked.leads_to == "/logga-in/?" + urlencode({"next": START + page})


def test_the_auditor_reads_the_log_only(visit: Visit) -> None:
    visit("olle").get(START + "logg/")
    visit("amina").get(START + "logg/", status=403)


def test_pages_of_things(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        addresses = [
            f"medarbetare/{towns.people['amina'].pk}/",
            f"grupper/{Group.objects.get().pk}/",
            f"namnder/{Board.objects.get(name='Socialnämnden').pk}/",
            f"enheter/{Unit.objects.get(name='Hemtjänsten').pk}/",
        ]
    for address in addresses:
        assert sara.get(START + address).h1
