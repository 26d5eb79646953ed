"""One API, one OpenAPI document: every service's router under /api/v1/{organisation}/{service}/."""

from http import HTTPStatus

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from armkrok.core import registry
from armkrok.core.access import rest as access
from armkrok.core.access.limits import seconds_left
from armkrok.core.scim.answers import Malformed, error_answer, faulty, is_scim
from armkrok.kit.days import now
from armkrok.kit.refusals import NotAllowed, NotFound, Refusal
from armkrok.site.middleware import Unreadable, problem

api = NinjaAPI(
    title="Armkrok", version="1.0.0", docs_url=None, openapi_url="/openapi.json", urls_namespace="api"
)
api.add_router("/v1/{organisation}", access.router)
for service in registry.services():
    if service.rest is not None:
        api.add_router("/v1/{organisation}/" + service.slug, service.rest)


class UnknownToken(Refusal):
    """RFC 6750 section 3.1, invalid_token."""

    status = 401
    text = _("Biljetten saknas, har gått ut eller hör till en annan organisation.")


class Misshapen(Refusal):
    """The request lacks something, or something has the wrong form; `errors` says what and where."""

    status = 422
    text = _("Något i anropet saknas eller har fel form.")


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> object:
    """RFC 9457 problem details for every refusal, and what else the client can act on."""
    answer = error_answer(error) if is_scim(request) else problem(error)
    lacking = getattr(request, "lacking", "")
    if lacking and isinstance(error, NotAllowed):  # RFC 6750 section 3.1
        answer["WWW-Authenticate"] = f'Bearer realm="armkrok", error="insufficient_scope", scope="{lacking}"'
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = str(seconds_left(now()))
    return answer


@api.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, error: AuthenticationError) -> object:
    """No token, or one that is not valid here (RFC 6750 section 3)."""
    answer = error_answer(UnknownToken()) if is_scim(request) else problem(UnknownToken())
    shown = ', error="invalid_token"' if "Authorization" in request.headers else ""
    answer["WWW-Authenticate"] = f'Bearer realm="armkrok"{shown}'
    return answer


@api.exception_handler(Malformed)
def not_scim(request: HttpRequest, error: Malformed) -> object:
    """What SCIM's own schemas and grammar refuse."""
    return faulty(error.error)


@api.exception_handler(ValidationError)
def misshapen(request: object, error: ValidationError) -> object:
    """What the schema refuses; pydantic's list never repeats what was sent."""
    errors = [{"where": list(one["loc"]), "what": one["msg"]} for one in error.errors]
    return problem(Misshapen(), errors=errors)


@api.exception_handler(HttpError)
def unreadable(request: object, error: HttpError) -> object:
    """What the library itself refuses, such as a body that is not JSON."""
    return problem(Unreadable())


@api.exception_handler(Http404)
def not_found(request: object, error: Http404) -> object:
    """The same as for everything that is not there."""
    return problem(NotFound())
