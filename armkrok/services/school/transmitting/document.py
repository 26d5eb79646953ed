"""An order as the supplier gets it: see docs/school-order-api.md. Of pupils it says how many."""

from decimal import Decimal
from typing import Any

from armkrok.core.identity.guarding import without_names
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.days import local
from armkrok.services.school.models import Buyer, Order, OrderLine


@without_names
def document_of(order: Order) -> dict[str, Any]:
    """The order as plain values, ready to be JSON."""
    place = current_organisation()
    decided = order.decided_at or order.created_at
    return {
        "number": number_of(order, place),
        "buyer": buyer(place),
        "contact": _contact(order, place),
        "unit": {"name": order.unit.name, "code": order.unit.code}
        if order.unit
        else {"name": "", "code": ""},
        "cost_centre": order.cost_centre,
        "wanted_on": order.wanted_on.isoformat() if order.wanted_on else None,
        "ordered_at": local(decided).isoformat(timespec="seconds"),
        "currency": "SEK",
        "total": money(order.total),
        "lines": [_line(one) for one in _lines(order)],
    }


def number_of(order: Order, place: Organisation) -> str:
    """The number that the supplier knows the order by, as SE2120001234-57; unique in the country."""
    return f"SE{place.number.replace('-', '') or place.slug}-{order.number}"


def buyer(place: Organisation) -> dict[str, str]:
    """Who buys. A Swedish VAT number is the organisation's number between SE and 01."""
    row = Buyer.objects.first() or Buyer()
    vat = row.vat_number or (f"SE{place.number.replace('-', '')}01" if place.number else "")
    return {
        "name": place.name,
        "organisation_number": place.number,
        "gln": row.gln,
        "vat_number": vat,
    }


def _contact(order: Order, place: Organisation) -> dict[str, str]:
    """Whom to ask. Never a protected person: then the organisation itself."""
    member = Member.objects.filter(person_id=order.orderer_id, left_at=None).first()
    row = Buyer.objects.first()
    general = (row.email if row else "") or place.email
    return {"name": str(order.orderer.name), "email": general or (str(member.email) if member else "")}


def _lines(order: Order) -> list[OrderLine]:
    found = OrderLine.objects.filter(order=order, quantity__gt=0).select_related("title")
    return list(found.order_by("title__sort_key", "pk"))


def _line(line: OrderLine) -> dict[str, Any]:
    title = line.title
    return {
        "line": str(line.pk),
        "isbn": title.isbn,
        "article": title.article,
        "title": title.name,
        "edition": title.edition,
        "scope": title.scope,
        "quantity": line.quantity,
        "price": money(line.price),
        "vat_percent": money(line.vat_percent),
        "starts_on": line.starts_on.isoformat() if line.starts_on else None,
        "ends_on": line.ends_on.isoformat() if line.ends_on else None,
        "renewal_ref": line.renewal_ref,
    }


def money(amount: Decimal) -> str:
    """Kronor with two decimals and a point."""
    return f"{amount:.2f}"
