"""What every request passes on its way in and out."""

import logging
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, DataError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from armkrok.core.access.usage import operation_of
from armkrok.core.tenants.scope import patience
from armkrok.kit.ids import uuid7
from armkrok.kit.refusals import Refusal

log = logging.getLogger(__name__)


class ShortAddresses:
    """/healthz and /readyz answer before anything else is asked.

    Every other request gets a number for the logs, and a limit for each statement it asks the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _ready()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=str(uuid7()))
        with patience(settings.STATEMENT_SECONDS):
            return self.get_response(request)


def _ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")


class Unreadable(Refusal):
    """The request cannot be read at all."""

    status = 400
    text = _("Anropet går inte att läsa.")


class TookTooLong(Refusal):
    """The database was asked something that it could not answer in the time that a request has."""

    status = 503
    text = _("Det tog för lång tid att hämta uppgifterna. Försök igen om en stund, eller sök efter färre.")


class RefusalMiddleware:
    """A refusal becomes a page (or problem+json) with its status and its sentence.

    So does what the database cannot hold, such as a NUL in a text: no form has judged an address. And what it
    cannot find in time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal; leave every other error to Django."""
        if isinstance(error, DataError):
            error = Unreadable()
        if isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled):
            log.warning("statement too long", extra={"operation": operation_of(request)})
            error = TookTooLong()
        if not isinstance(error, Refusal):
            return None
        log.info("refused", extra={"code": error.code, "status": error.status})
        if request.path.startswith("/api/"):
            return problem(error)
        return refusal_page(request, error)


def refusal_page(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The page for a refusal."""
    if error.status in {403, 404}:
        return render(request, f"{error.status}.html", {"text": error.text}, status=error.status)
    return render(request, "ui/refusal.html", {"text": error.text, "problem": True}, status=error.status)


def problem(error: Refusal, **more: object) -> JsonResponse:
    """RFC 9457 problem details, with extension members if any."""
    body = {
        "type": f"/api/problems/{error.code}",
        "title": str(error.text),
        "status": error.status,
        "code": error.code,
        **more,
    }
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
