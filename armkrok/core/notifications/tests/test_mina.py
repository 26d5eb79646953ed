"""What is gathered under /mina/."""

from armkrok.core.notifications.tests.test_query_counts import add_tasks
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.visitor import Visitor


def test_a_closed_service_shows_no_tasks(towns: Settled) -> None:
    """What Norrvik has switched off is not listed and not counted; Sundby's is."""
    karin = Visitor(towns.people["karin"])
    add_tasks(towns, "sundby", 1)
    add_tasks(towns, "norrvik", 2)
    assert "norrvik 1" in karin.get("/mina/").text
    with scope(towns.organisations["norrvik"].pk):
        OpenService.objects.filter(service_key="signing").delete()
    page = karin.get("/mina/")
    assert page.h1 == "En sak väntar på dig"
    assert "sundby 0" in page.text
    assert "norrvik" not in page.text


def test_several_of_one_kind_are_offered_together(towns: Settled) -> None:
    karin = Visitor(towns.people["karin"])
    link = "Skriv under flera på en gång, Sundby kommun"
    add_tasks(towns, "sundby", 1)
    assert link not in karin.get("/mina/").text
    add_tasks(towns, "sundby", 1)
    assert link in karin.get("/mina/").text


def test_each_place_to_begin_stands_once(towns: Settled) -> None:
    page = Visitor(towns.people["sara"]).get("/mina/")
    links = [link.get("href") for link in page.find("//section[@aria-labelledby='nytt']//a")]
    assert "/sundby/installningar/" in links
    assert len(links) == len(set(links))
    assert "Tjänster, medarbetare, roller, grupper och logg." in page.text
