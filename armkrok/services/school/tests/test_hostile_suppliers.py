"""A supplier's order API that lies: nothing it says breaks a job, or buys or shortens anything."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from armkrok.core.identity import sealed
from armkrok.kit.days import today
from armkrok.services.school.actions.transmitting import look, transmit
from armkrok.services.school.models import Licence, Order, OrderLine, Supplier
from armkrok.services.school.tests.ordering_steps import BASE, approved, fresh
from armkrok.site.settling import Settled
from tests.support import school_orders
from tests.support.http_server import http_server
from tests.support.people import Visit, inside


class Liar(BaseHTTPRequestHandler):
    """Says `said` to everything."""

    said = b""

    def _lie(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.said)))
        self.end_headers()
        self.wfile.write(self.said)

    do_POST = do_GET = do_DELETE = _lie  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def order(towns: Settled, settings: Any) -> Iterator[Order]:
    """Approved, on its way to the liar."""
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with http_server(Liar) as url:
        with inside(towns, "sara"):
            school_orders.furnish(towns)
            key = sealed.seal("x", "school-supplier")
            Supplier.objects.update(order_by="api", order_url=f"{url}/orders", order_secret=key)
        yield approved(towns)


def said(order: Order, towns: Settled, **told: Any) -> bytes:
    with inside(towns, "sara"):
        line = OrderLine.objects.get(order=order)
    lines = [{"line": str(line.pk), **told.pop("line", {})}]
    return json.dumps({"reference": "F-1", "status": "received", "lines": lines, **told}).encode()


def sent(order: Order, towns: Settled, answer: bytes) -> Order:
    Liar.said = answer
    transmit(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    return fresh(towns, order)


def looked(order: Order, towns: Settled, answer: bytes) -> Order:
    Liar.said = answer
    look(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    return fresh(towns, order)


def test_an_answer_that_cannot_be_read_is_a_no(order: Order, towns: Settled) -> None:
    endless = said(order, towns, line={"delivered": float("inf")})
    for answer in (b"null", b"[" * 100_000, b'{"reference": 1}', endless, b"\xff"):
        after = sent(order, towns, answer)
        assert (after.state, after.trouble) == ("approved", "unreadable")


def test_a_reference_that_nobody_can_read_is_none(order: Order, towns: Settled) -> None:
    told = said(order, towns, reference="a\u202e\0b" + "x" * 200)
    assert sent(order, towns, told).reference == "a b" + "x" * 77


def test_more_than_was_ordered_on_a_day_that_has_not_come(order: Order, towns: Settled) -> None:
    sent(order, towns, said(order, towns))
    for day in ("9999-12-31", "0001-01-01"):
        told = {"delivered": 10**9, "delivered_on": day}
        assert looked(order, towns, said(order, towns, status="delivered", line=told)).state == "delivered"
    with inside(towns, "sara"):
        line, licence = OrderLine.objects.get(order=order), Licence.objects.get()
        assert line.delivered == line.quantity == licence.seats
        assert licence.delivered_on == today()


def test_a_no_without_words_is_still_a_no(order: Order, towns: Settled) -> None:
    sent(order, towns, said(order, towns))
    after = looked(order, towns, said(order, towns, status="refused", reason="\u200b\u202e"))
    assert (after.state, after.money) == ("cancelled", "none")
    assert after.reason


def test_a_contact_delivers_on_no_day_before_the_order(order: Order, visit: Visit, towns: Settled) -> None:
    sent(order, towns, said(order, towns))
    petra, url = visit("petra"), f"{BASE}for-leverantorer/{order.pk}/leverera/"
    for day in ("0001-01-01", "2020-01-01", "9999-12-31"):
        petra.submit(petra.get(url), on=day, status=422)
    assert fresh(towns, order).state == "ordered"
