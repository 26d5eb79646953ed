"""What the service has of somebody who works with it: areas of her own copy, dataskyddsförordningen art. 15.

Others are named in none of them: who ordered, decided or asked is told to each in her own copy alone.
"""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.guarding import bare
from armkrok.core.registry import Area
from armkrok.services.school.models import BuyingRight, Order, OrderRemark, SupplierContact
from armkrok.services.school.queries import extracts


def areas_of(person_id: UUID) -> Iterator[Area]:
    """All of it, always the same areas: the roster's, and what she has done with orders."""
    yield from extracts.areas_of(person_id)
    yield _rights(person_id)
    yield _orders(person_id)
    yield _decisions(person_id)
    yield _remarks(person_id)
    yield _contacts(person_id)


def _rights(person_id: UUID) -> Area:
    columns = {
        "deed": _("Får"), "unit": _("Skola"), "limit": _("Högst, kronor"), "subjects": _("Ämnen"),
        "over_budget": _("Utöver budget"), "lent": _("Lånad av någon annan"), "first": _("Från"),
        "last": _("Till"),
    }  # fmt: skip
    rows = [
        {
            "deed": one.get_deed_display(), "unit": one.unit.name if one.unit else "", "limit": one.limit,
            "subjects": ", ".join(one.subjects), "over_budget": one.is_over_budget,
            "lent": one.stands_in_for is not None, "first": one.starts_on, "last": one.ends_on,
        }
        for one in BuyingRight.objects.filter(person_id=person_id).select_related("unit").order_by("pk")
    ]  # fmt: skip
    return Area("school-rights", _("Dina köprätter"), columns, rows)


def _orders(person_id: UUID) -> Area:
    columns = {
        "number": _("Nummer"), "supplier": _("Leverantör"), "unit": _("Skola"), "state": _("Läge"),
        "total": _("Summa, kronor"), "motive": _("Motivering"), "reason": _("Svar"), "made": _("Påbörjad"),
        "sent": _("Skickad"),
    }  # fmt: skip
    own = Order.objects.filter(orderer_id=person_id).select_related("supplier", "unit")
    rows = [
        {
            "number": one.number, "supplier": one.supplier.name, "unit": one.unit.name if one.unit else "",
            "state": one.get_state_display(), "total": one.total, "motive": bare(one.motive),
            "reason": bare(one.reason), "made": one.created_at, "sent": one.submitted_at,
        }
        for one in own.order_by("created_at", "pk")
    ]  # fmt: skip
    return Area("school-orders", _("Dina beställningar av läromedel"), columns, rows)


def _decisions(person_id: UUID) -> Area:
    columns = {
        "number": _("Nummer"), "supplier": _("Leverantör"), "state": _("Läge"), "total": _("Summa, kronor"),
        "at": _("Beslutat"),
    }  # fmt: skip
    decided = Order.objects.filter(decider_id=person_id).select_related("supplier")
    rows = [
        {
            "number": one.number, "supplier": one.supplier.name, "state": one.get_state_display(),
            "total": one.total, "at": one.decided_at,
        }
        for one in decided.order_by("decided_at", "pk")
    ]  # fmt: skip
    return Area("school-decisions", _("Beställningar som du har beslutat om"), columns, rows)


def _remarks(person_id: UUID) -> Area:
    columns = {"number": _("Beställning"), "text": _("Text"), "at": _("Skrivet")}
    own = OrderRemark.objects.filter(author_id=person_id).select_related("order")
    rows = [
        {"number": one.order.number, "text": bare(one.text), "at": one.at} for one in own.order_by("at", "pk")
    ]
    return Area("school-remarks", _("Dina frågor och svar om beställningar"), columns, rows)


def _contacts(person_id: UUID) -> Area:
    columns = {"supplier": _("Leverantör"), "since": _("Från"), "until": _("Till")}
    own = SupplierContact.objects.filter(person_id=person_id).select_related("supplier")
    rows = [
        {"supplier": one.supplier.name, "since": one.since, "until": one.until}
        for one in own.order_by("since", "pk")
    ]
    return Area("school-contacts", _("Leverantörer som du är kontakt hos"), columns, rows)
