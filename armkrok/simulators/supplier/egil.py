"""EGIL's operations on a tenant's objects."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from armkrok.simulators.supplier.checks import SCHEMAS, references, wrong
from armkrok.simulators.supplier.oddities import Oddities
from armkrok.simulators.supplier.serving import Asked, Told
from armkrok.simulators.supplier.store import Tenant

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def answer(asked: Asked, tenant: Tenant, odd: Oddities, tail: str) -> Told:
    """Do what is asked about `tail`, the address after /egil/."""
    collection, _, name = tail.partition("/")
    if collection not in SCHEMAS:
        return _error(odd, 404, "no such resource type")
    name = unquote(name)
    if asked.method == "POST" and not name:
        return _create(asked, tenant, odd, collection)
    if asked.method == "PUT":
        return _replace(asked, tenant, odd, collection, name)
    if asked.method == "DELETE" and name:
        return _remove(tenant, odd, collection, name)
    if asked.method == "GET":
        return _single(tenant, odd, collection, name) if name else _list(asked, tenant, odd, collection)
    return _error(odd, 501 if asked.method == "PATCH" else 405, "not supported")


def _create(asked: Asked, tenant: Tenant, odd: Oddities, collection: str) -> Told:
    sent, problem = _read(asked.body, tenant, odd, collection)
    if sent is None:
        return _error(odd, 400, problem)
    external = sent["externalId"]
    known = tenant.given.get(external) if odd.ids == "assigned" else external
    if known in tenant.of(collection) and odd.repeated_post == 409:
        return _error(odd, 409, "exists")
    name = known or str(uuid.uuid4())
    tenant.given[external] = name
    return _kept(asked.body, tenant, odd, collection, name, 201)


def _replace(asked: Asked, tenant: Tenant, odd: Oddities, collection: str, name: str) -> Told:
    sent, problem = _read(asked.body, tenant, odd, collection)
    if sent is None:
        return _error(odd, 400, problem)
    name = name or sent["externalId"]  # some clients put the id in the body alone
    if name not in tenant.of(collection):
        return _error(odd, 404, "unknown")
    if odd.ids == "external" and sent["externalId"] != name:
        return _error(odd, 400, "externalId differs from the address")
    return _kept(asked.body, tenant, odd, collection, name, odd.replace_status)


def _remove(tenant: Tenant, odd: Oddities, collection: str, name: str) -> Told:
    if tenant.of(collection).pop(name, None) is None:
        return _error(odd, 404, "unknown")
    tenant.changed_at = datetime.now(UTC)
    if odd.ids == "assigned":
        tenant.given = {external: given for external, given in tenant.given.items() if given != name}
    return Told(odd.remove_status)


def _single(tenant: Tenant, odd: Oddities, collection: str, name: str) -> Told:
    if odd.empty_single:
        return Told(200, json.dumps({"schemas": [LIST], "totalResults": 0}).encode(), odd.content_type)
    body = tenant.of(collection).get(name)
    if body is None:
        return _error(odd, 404, "unknown")
    return Told(200, _with_id(body, collection, name), odd.content_type)


def _list(asked: Asked, tenant: Tenant, odd: Oddities, collection: str) -> Told:
    kept = tenant.of(collection)
    start = int(parse_qs(asked.query).get("startIndex", ["1"])[0])
    first = 0 if odd.ignore_start_index else max(0, start - 1)
    names = list(kept)[first : first + odd.page_size]
    resources = b",".join(_with_id(kept[name] or b"{}", collection, name) for name in names)
    total = b"" if odd.no_total else b'"totalResults":%d,' % len(kept)
    body = b'{"schemas":["%b"],%b"startIndex":%d,"itemsPerPage":%d,"Resources":[%b]}' % (
        LIST.encode(), total, first + 1, len(names), resources,
    )  # fmt: skip
    return Told(200, body, odd.content_type)


def _kept(body: bytes, tenant: Tenant, odd: Oddities, collection: str, name: str, status: int) -> Told:
    tenant.of(collection)[name] = body if odd.keep == "bodies" else b""
    tenant.changed_at = datetime.now(UTC)
    return Told(status, body if odd.echo else _with_id(body, collection, name), odd.content_type)


def _with_id(body: bytes, collection: str, name: str) -> bytes:
    """The object with id and meta put in front, without reading it again."""
    rest = body.lstrip()[1:]
    comma = b"" if rest.lstrip()[:1] == b"}" else b","
    kind = collection.removesuffix("s")
    meta = f'{{"id":"{name}","meta":{{"resourceType":"{kind}","location":"{collection}/{name}"}}'
    return meta.encode() + comma + rest


def _read(body: bytes, tenant: Tenant, odd: Oddities, collection: str) -> tuple[dict[str, Any] | None, str]:
    """The object, or what is wrong with it."""
    try:
        sent = json.loads(body)
    except ValueError:
        return None, "not JSON"
    if not isinstance(sent, dict):
        return None, "not an object"
    if problem := wrong(collection, sent):
        return None, problem
    if odd.check_references:
        for target, name in references(collection, sent):
            if name not in tenant.of(target) and tenant.given.get(name) not in tenant.of(target):
                return None, f"{target} has no {name}"
    return sent, ""


def _error(odd: Oddities, status: int, detail: str) -> Told:
    if odd.plain_errors:
        return Told(status, detail.encode(), "text/plain")
    said = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return Told(status, json.dumps(said).encode(), odd.content_type)
