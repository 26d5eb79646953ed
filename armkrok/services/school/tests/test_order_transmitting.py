"""Approved orders reach the supplier once, by API, letter or file, whatever happens on the way."""

import csv
import io
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pikepdf
import pypdfium2
import pytest

from armkrok.core.identity import sealed
from armkrok.core.notifications.mail import deliver
from armkrok.core.notifications.models import Message
from armkrok.services.school.actions import order_progress
from armkrok.services.school.actions.calling_off import call_off
from armkrok.services.school.actions.transmitting import look, transmit
from armkrok.services.school.models import Buyer, Licence, Order, Supplier, Wanted
from armkrok.services.school.tests.ordering_steps import BASE, approved, fresh
from armkrok.services.school.transmitting import api
from armkrok.site.settling import Settled
from tests.support import school_orders
from tests.support.http_server import http_server
from tests.support.people import Visit, inside
from tests.support.suppliers import BROWSER, KEY, Suppliers
from tests.support.unchanged import unchanged

GLN, WANTED = "7350000000006", school_orders.WANTED.isoformat()


@pytest.fixture(autouse=True)
def _school(towns: Settled, settings: Any) -> None:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with inside(towns, "sara"):
        school_orders.furnish(towns)


class Lossy(BaseHTTPRequestHandler):
    """Passes everything on; of each answer in `lost` the caller hears nothing."""

    target = ""
    lost: list[str] = []

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {"X-API-Key": self.headers["X-API-Key"]}
        answer = BROWSER.request(self.command, self.target + self.path, content=body, headers=headers)
        if self.lost:
            self.lost.pop()
            self.close_connection = True
            return
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_POST = do_GET = do_DELETE = _pass  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def line(suppliers: Suppliers) -> Iterator[str]:
    """The supplier behind a line that loses answers; the address of its orders."""
    BROWSER.post(
        f"{suppliers.url}/linden/control/orders", json={"confirm_after": None, "deliver_after": None}
    )
    Lossy.target, Lossy.lost = suppliers.url, []
    with http_server(Lossy) as url:
        yield f"{url}/linden/orders"


def _by_api(towns: Settled, url: str, key: str = KEY) -> Order:
    with inside(towns, "nadia"):
        Supplier.objects.update(
            order_by="api", order_url=url, order_secret=sealed.seal(key, "school-supplier")
        )
    return approved(towns)


def _run(order: Order) -> None:
    transmit(organisation_id=str(order.organisation_id), order_id=str(order.pk))


def _look(order: Order) -> None:
    look(organisation_id=str(order.organisation_id), order_id=str(order.pk))


def _at_supplier(suppliers: Suppliers) -> list[dict[str, object]]:
    found = BROWSER.get(f"{suppliers.url}/linden/control/orders").raise_for_status().json()
    return list(found)


def test_an_answer_that_is_lost_does_not_order_twice(towns: Settled, suppliers: Suppliers, line: str) -> None:
    order = _by_api(towns, line)
    Lossy.lost = ["one", "two"]
    before = len(_at_supplier(suppliers))
    for _try in range(2):
        with pytest.raises(api.NoAnswer):
            _run(order)
        assert (fresh(towns, order).state, fresh(towns, order).trouble) == ("approved", "waiting")
    _run(order)
    _run(order)
    assert len(_at_supplier(suppliers)) == before + 1
    sent = fresh(towns, order)
    assert (sent.state, sent.trouble) == ("ordered", "")
    assert sent.reference


def test_confirmation_and_parts_of_a_delivery_are_heard(
    towns: Settled, suppliers: Suppliers, line: str
) -> None:
    order = _by_api(towns, line)
    _run(order)
    reference = fresh(towns, order).reference
    tell = f"{suppliers.url}/linden/control/orders/{reference}"
    for status, share, state, seats in (
        ("confirmed", None, "confirmed", 0),
        ("partly_delivered", 0.5, "partly", 4),
        ("delivered", None, "delivered", 8),
    ):
        BROWSER.post(tell, json={"status": status} | ({"share": share} if share else {})).raise_for_status()
        _look(order)
        _look(order)
        assert fresh(towns, order).state == state
        with inside(towns, "nadia"):
            assert sum(one.seats for one in Licence.objects.all()) == seats


def test_a_supplier_that_refuses_frees_the_money(towns: Settled, suppliers: Suppliers, line: str) -> None:
    order = _by_api(towns, line)
    _run(order)
    tell = f"{suppliers.url}/linden/control/orders/{fresh(towns, order).reference}"
    BROWSER.post(tell, json={"status": "refused", "reason": "Boken är slut."}).raise_for_status()
    _look(order)
    after = fresh(towns, order)
    assert (after.state, after.money, after.reason) == ("cancelled", "none", "Boken är slut.")
    with inside(towns, "nadia"):
        assert not Wanted.objects.filter(order_id=order.pk).exists()


def test_a_wrong_key_is_told_and_not_tried_for_ever(
    visit: Visit, towns: Settled, suppliers: Suppliers, line: str
) -> None:
    order = _by_api(towns, line, key="fel")
    _run(order)
    assert fresh(towns, order).trouble == "status-401"
    nadia = visit("nadia")
    page = nadia.get(f"{BASE}bestallningar/{order.pk}/")
    assert "tog inte emot beställningen" in page.text
    with inside(towns, "nadia"):
        Supplier.objects.update(order_secret=sealed.seal(KEY, "school-supplier"))
    nadia.submit(page, "/skicka-igen/")
    _run(order)
    assert fresh(towns, order).state == "ordered"


def test_a_cancelled_order_is_called_off_at_the_supplier(
    towns: Settled, suppliers: Suppliers, line: str
) -> None:
    order = _by_api(towns, line)
    _run(order)
    with inside(towns, "nadia") as nadia:
        order_progress.cancel(order, "Fel årskurs", by=nadia)
    call_off(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    reference = fresh(towns, order).reference
    seen = BROWSER.get(
        f"{suppliers.url}/linden/orders/{reference}", headers={"X-API-Key": KEY}
    ).raise_for_status()
    assert seen.json()["status"] == "cancelled"


def test_nobody_listens(towns: Settled) -> None:
    order = _by_api(towns, "http://127.0.0.1:9/orders")
    with pytest.raises(api.NoAnswer):
        _run(order)
    assert fresh(towns, order).trouble == "waiting"


def test_the_letter_carries_the_order_and_no_pupil(
    visit: Visit, towns: Settled, mailoutbox: list[object]
) -> None:
    order = approved(towns)
    with inside(towns, "nadia"):
        Buyer.objects.create(gln=GLN)
    _run(order)
    _run(order)
    with inside(towns, "nadia"):
        letter = Message.objects.get(to="order@linden.example")
    deliver(organisation_id=str(order.organisation_id), message_id=str(letter.pk))
    (sent,) = mailoutbox
    (attached,) = sent.attachments  # type: ignore[attr-defined]
    assert attached[2] == "application/pdf"
    words = _words(attached[1])
    for part in (
        "SE2120009903-1",
        "4711",
        "Räkna vidare 8",
        "Antal: 8",
        "124,00 kr",
        "SE212000990301",
        GLN,
        WANTED,
    ):
        assert part in words
    assert "Alva" not in words


def _words(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert str(read.docinfo["/Title"]).startswith("Beställning")
        assert str(read.Root["/Lang"]) == "sv"
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages).replace("\xa0", " ")


def test_a_file_is_fetched_and_noted_by_hand(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        Supplier.objects.update(order_by="file")
        Buyer.objects.create(gln=GLN)
    order = approved(towns)
    _run(order)
    assert fresh(towns, order).state == "approved"
    nadia = visit("nadia")
    url = f"{BASE}bestallningar/{order.pk}/"
    (row,) = csv.DictReader(
        io.StringIO(nadia.client.get(f"{url}fil/csv/").content.decode("utf-8-sig")), delimiter=";"
    )
    assert (row["quantity"], row["price"], row["cost_centre"]) == ("8", "124.00", "4711")
    assert (row["gln"], row["vat_number"], row["wanted_on"]) == (GLN, "SE212000990301", WANTED)
    told = json.loads(nadia.client.get(f"{url}fil/json/").content)
    assert told["lines"][0]["title"] == "Räkna vidare 8"
    assert (told["buyer"]["gln"], told["wanted_on"]) == (GLN, WANTED)
    assert nadia.client.get(f"{url}fil/pdf/").content.startswith(b"%PDF")
    nadia.submit(nadia.get(url), "/skickad/")
    assert fresh(towns, order).state == "ordered"
    with unchanged(towns):
        visit("elif").get(f"{url}fil/csv/", status=403)


def test_two_runs_beside_each_other_are_one_order(towns: Settled, suppliers: Suppliers, line: str) -> None:
    """The second got its answer when the first had already noted it."""
    order = _by_api(towns, line)
    with inside(towns, "nadia"):
        before = len(_at_supplier(suppliers))
    _run(order)
    with inside(towns, "nadia"):
        Order.objects.filter(pk=order.pk).update(state="approved", reference="")
    _run(order)
    assert len(_at_supplier(suppliers)) == before + 1
    assert fresh(towns, order).reference
