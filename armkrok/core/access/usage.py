"""How a system uses the API: counted a call at a time, kept by day, and told to the system in each answer."""

import re
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from armkrok.core.access.models import ApiClient
from armkrok.core.access.systems import Call
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.kit.ids import uuid7

POLICY = "per-minute"
COUNT = """
INSERT INTO access_clientuse (id, organisation_id, client_id, day, operation, kind, count)
VALUES (%s, %s, %s, %s, %s, %s, 1)
ON CONFLICT (organisation_id, client_id, day, operation, kind)
DO UPDATE SET count = access_clientuse.count + 1
"""
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_PREFIX = "api/v1/{organisation}/"


class UsageMiddleware:
    """Counts each call of a known system once it is answered, in a transaction of its own.

    The answer tells what is left of the quota (draft-ietf-httpapi-ratelimit-headers-11).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        call: Call | None = getattr(request, "call", None)
        if call is not None:
            count(call.client, operation_of(request), response.status_code // 100)
            response["RateLimit-Policy"] = f'"{POLICY}";q={call.client.per_minute};w=60'
            response["RateLimit"] = f'"{POLICY}";r={call.left};t={call.resets_in}'
        return response


def count(client: ApiClient, operation: str, kind: int) -> None:
    """Count one call of the client, in its organisation; one statement."""
    row = (uuid7(), client.organisation_id, client.pk, today(), operation[:160], kind)
    with scope(client.organisation_id), connection.cursor() as cursor:
        cursor.execute(COUNT, row)


def operation_of(request: HttpRequest) -> str:
    """The operation as the OpenAPI document writes it, under the organisation's address: no ids in it."""
    match = request.resolver_match
    route = _CONVERTER.sub(r"{\1}", match.route) if match else ""
    return f"{request.method} {route.removeprefix(_PREFIX)}"
