"""How often an order may be begun."""

from typing import Any

import pytest

from armkrok.core.eid import orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.eid.tests.conftest import Ways
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("one_minute")


def begin(ways: Ways, browser: Visitor, status: int = 302) -> Page:
    return browser.post(f"/logga-in/med/{ways.everybodys.pk}/", {"next": "/mina/"}, status=status)


def test_a_browser_begins_so_many_and_another_goes_on(ways: Ways) -> None:
    browser = Visitor()
    for _ in range(orders.PER_BROWSER):
        begin(ways, browser)
    page = begin(ways, browser, status=429)
    assert "Vänta en minut" in page.text
    assert page.find("//main//form[contains(@action, '/logga-in/')]"), "she may try again from there"
    assert EidOrder.objects.count() == orders.PER_BROWSER
    newest = EidOrder.objects.order_by("-started_at")[0]
    browser.post(f"/logga-in/pagar/{newest.pk}/igen/", status=429)
    begin(ways, Visitor())


def test_who_is_a_new_browser_each_time_is_counted_by_address(ways: Ways, settings: Any) -> None:
    settings.LOGINS_PER_ADDRESS = 3
    for _ in range(3):
        begin(ways, Visitor())
    begin(ways, Visitor(), status=429)
    assert EidOrder.objects.count() == 3
