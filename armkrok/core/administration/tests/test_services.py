"""Sara opens and closes services."""

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

SERVICES = "/sundby/installningar/tjanster/"
SIGNING = "/sundby/underskrift/"


def test_a_closed_service_is_gone_until_it_is_opened(visit: Visit, towns: Settled) -> None:
    sara, amina = visit("sara"), visit("amina")
    amina.get(SIGNING)
    off, on = ({"service": "signing", "state": state} for state in ("off", "on"))
    page = sara.follow(sara.submit(sara.post(SERVICES, off, status=200)))
    assert "Underskrift är stängd." in " ".join(page.messages)
    amina.get(SIGNING, status=404)
    visit("johan").get("/norrvik/underskrift/")
    sara.submit(sara.post(SERVICES, on, status=200))
    amina.get(SIGNING)
    with scope(towns.organisations["sundby"].pk):
        events = list(AuditRow.objects.order_by("at").values_list("event", "facts__service"))
    assert events == [("ServiceClosed", "signing"), ("ServiceOpened", "signing")]


def test_doing_it_again_changes_nothing(visit: Visit, towns: Settled) -> None:
    with unchanged(towns):
        sara = visit("sara")
        sara.submit(sara.post(SERVICES, {"service": "signing", "state": "on"}, status=200))


@pytest.mark.parametrize("key", ["administration", "teleportation", ""])
def test_what_cannot_be_closed_stays(visit: Visit, towns: Settled, key: str) -> None:
    with unchanged(towns):
        visit("sara").post(SERVICES, {"service": key, "state": "off"}, status=404)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with unchanged(towns):
        visit(key).post(SERVICES, {"service": "signing", "state": "off"}, status=status)


def test_the_first_page_warns_when_one_alone_has_the_keys(visit: Visit) -> None:
    sara = visit("sara")
    assert "Bara en person är administratör" in sara.get("/sundby/installningar/").text
    roles = "/sundby/installningar/roller/"
    sara.confirm(sara.get(roles), person="Karin Sjöberg", role="administrator")
    assert "Bara en person är administratör" not in sara.get("/sundby/installningar/").text
