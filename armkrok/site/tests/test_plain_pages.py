"""Pages of plain information, a town's front page, and a person's own pages."""

import pytest
from django.conf import settings

from armkrok.core.identity.models import Session
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number
from tests.support.people import Visit


@pytest.mark.parametrize("page", ["tillganglighet", "personuppgifter", "kakor", "hjalp", "rapportera-fel"])
def test_information_is_for_everybody(visit: Visit, page: str) -> None:
    assert visit().get(f"/{page}/").h1
    assert visit("amina").get(f"/{page}/").h1


def test_every_cookie_is_named(visit: Visit) -> None:
    text = visit().get("/kakor/").text
    names = (settings.LOGIN_COOKIE, settings.BROWSER_COOKIE, settings.CSRF_COOKIE_NAME, settings.WAY_COOKIE)
    for name in (*names, settings.LANGUAGE_COOKIE_NAME, settings.CONFIRMATION_COOKIE):
        assert name in text.split()


def test_the_accessibility_statement_says_what_the_law_demands(visit: Visit) -> None:
    """MDFFS 2019:2: how far it complies, what does not, how to tell us, who supervises, how it was judged."""
    page = visit().get("/tillganglighet/")
    for words in ("delvis förenlig", "inte fungerar för alla", "digg.se/tdosanmalan", "bedömningen", "2026"):
        assert words in page.text
    assert page.find("//main//a[@href='/rapportera-fel/']")


def test_a_towns_front_page_tells_of_its_services(visit: Visit) -> None:
    page = visit().get("/sundby/")
    assert page.h1 == "Digitala tjänster i Sundby kommun"
    assert "Underskrift" in page.text
    visit().get("/atlantis/", status=404)


def test_my_data_shows_the_number_masked(visit: Visit) -> None:
    page = visit("amina").get("/mina/uppgifter/")
    number = data.person("amina").number
    assert f"{number[:8]}-••••" in page.text
    assert not tells_number(page.html, number)


def test_i_end_my_own_log_in_on_another_device(visit: Visit, towns: Settled) -> None:
    here, there = visit("amina"), visit("amina")
    there.get("/mina/")
    here.submit(here.get("/mina/inloggningar/"), "/mina/inloggningar/", press=f"session={_other(towns)}")
    there.get("/mina/", status=302)
    here.get("/mina/")


def _other(towns: Settled) -> object:
    """The newer of Amina's two log-ins: the other device."""
    return Session.objects.filter(person=towns.people["amina"]).order_by("-created_at")[0].pk


def test_nobody_ends_anothers_log_in(visit: Visit, towns: Settled) -> None:
    olle, amina = visit("olle"), visit("amina")
    olle.post("/mina/inloggningar/", {"session": str(_other(towns))})
    amina.get("/mina/")
