"""What a supplier has received, for people to look at: the agreed data and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.template import Context

from armkrok.simulators.frame import SHARED, engine
from armkrok.simulators.supplier.checks import EXTENSION
from armkrok.simulators.supplier.orders import Order
from armkrok.simulators.supplier.serving import Asked, Told
from armkrok.simulators.supplier.store import Supplier, Tenant

HERE = Path(__file__).parent
SHOWN = 100
STOCKHOLM = ZoneInfo("Europe/Stockholm")
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
WORDS = {
    "received": "mottagen",
    "confirmed": "bekräftad",
    "partly_delivered": "delvis levererad",
    "delivered": "levererad",
    "refused": "nekad",
    "cancelled": "avbeställd",
}
_engine = engine(HERE)
STYLES = {
    "/static/shared/frame.css": SHARED / "static" / "frame.css",
    "/static/supplier.css": HERE / "static" / "supplier.css",
}


def answer(asked: Asked, suppliers: dict[str, Supplier]) -> Told | None:
    """The page at an address, or None."""
    if asked.method != "GET":
        return None
    if style := STYLES.get(asked.path):
        return Told(200, style.read_bytes(), "text/css; charset=utf-8")
    if asked.path == "/":
        rows = [{"slug": one.slug, "title": one.title} for one in suppliers.values()]
        return _page("home.html", {"suppliers": rows})
    supplier = suppliers.get(asked.path.strip("/"))
    if supplier is None:
        return None
    follows = "folj" in parse_qs(asked.query, keep_blank_values=True)
    return _page("supplier.html", _told(supplier) | {"follows": follows})


def _told(supplier: Supplier) -> dict[str, Any]:
    return {
        "slug": supplier.slug,
        "title": supplier.title,
        "tenants": [
            _tenant(str(place), one)
            for place, one in enumerate(supplier.tenants.values())
            if any(one.objects.values())
        ],
        "orders": [_order(supplier, one) for one in reversed(supplier.orders.all.values())],
        "requests": str(sum(supplier.log.counts.values())),
    }


def _tenant(place: str, tenant: Tenant) -> dict[str, Any]:
    schools = {name: _read(body) for name, body in tenant.of("SchoolUnits").items()}
    accounts, groups = tenant.of("Users"), tenant.of("StudentGroups")
    at = tenant.changed_at
    return {
        "place": place,
        "name": tenant.title or tenant.name,
        "changed": at.astimezone(STOCKHOLM).strftime("%Y-%m-%d kl. %H.%M.%S") if at else "",
        "school_count": str(len(schools)),
        "account_count": str(len(accounts)),
        "group_count": str(len(groups)),
        "accounts": [_account(_read(accounts[name]), schools) for name in list(accounts)[-SHOWN:][::-1]],
        "groups": [_group(_read(groups[name]), schools) for name in list(groups)[-SHOWN:][::-1]],
        "more_accounts": str(len(accounts) - SHOWN) if len(accounts) > SHOWN else "",
        "more_groups": str(len(groups) - SHOWN) if len(groups) > SHOWN else "",
    }


def _account(sent: dict[str, Any], schools: dict[str, dict[str, Any]]) -> dict[str, str]:
    name, more = sent.get("name") or {}, sent.get(EXTENSION) or {}
    places = [
        ", ".join(str(part) for part in (_school(one, schools), _year(one.get("schoolYear"))) if part)
        for one in more.get("enrolments", [])
    ]
    return {
        "display": str(sent.get("displayName", "")),
        "name": f"{name.get('givenName', '')} {name.get('familyName', '')}".strip(),
        "user_name": str(sent.get("userName", "")),
        "emails": ", ".join(str(one.get("value", "")) for one in sent.get("emails", [])),
        "civic": "ja" if more.get("civicNo") else "nej",
        "places": "; ".join(places),
    }


def _group(sent: dict[str, Any], schools: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        "display": str(sent.get("displayName", "")),
        "kind": str(sent.get("studentGroupType", "")),
        "school": _school(sent.get("owner") or {}, schools),
        "members": str(len(sent.get("studentMemberships", []))),
    }


def _order(supplier: Supplier, order: Order) -> dict[str, Any]:
    supplier.orders.move(order)
    return {
        "reference": order.reference,
        "number": str(order.sent["number"]),
        "buyer": str((order.sent.get("buyer") or {}).get("name", order.tenant)),
        "status": WORDS[order.status],
        "lines": [f"{line['quantity']} × {line['title']}" for line in order.sent["lines"]],
    }


def _school(reference: dict[str, Any], schools: dict[str, dict[str, Any]]) -> str:
    return str(schools.get(str(reference.get("value", "")), {}).get("displayName", ""))


def _year(year: Any) -> str:
    return f"årskurs {year}" if year else ""


def _read(body: bytes) -> dict[str, Any]:
    found = json.loads(body or b"{}")
    return found if isinstance(found, dict) else {}


def _page(name: str, values: dict[str, Any]) -> Told:
    html = _engine.get_template(name).render(Context(values))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return Told(200, html.encode(), "text/html; charset=utf-8", headers)
