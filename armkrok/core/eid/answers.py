"""Where providers send people back. Nobody is logged in here: the answer is checked and put by the order.

The browser goes on from here to the order's own page, and only the browser that began the order gets in
there. An identity provider that posts (SAML) comes from another site, so the browser's own cookies arrive
first at that page.
"""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid import elsewhere, protocols
from armkrok.core.eid.errors import OrderGone
from armkrok.core.eid.login import came_back
from armkrok.core.eid.models import Provider
from armkrok.core.identity.oidc import only_once
from armkrok.core.identity.proof import NotProved, Unavailable
from armkrok.kit.refusals import NotFound, existing

LONGEST_STATE = 200


@require_GET
@permission("public", own_transactions=True)
def oidc(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """OpenID Connect Core 1.0, 3.1.2.5: code and state, or error and state."""
    try:
        values = only_once(request.META["QUERY_STRING"])
    except NotProved as error:
        raise OrderGone from error
    return _taken(_provider(provider_id, Provider.Kind.OIDC), values.get("state", ""), values)


@csrf_exempt
@require_POST
@permission("public", own_transactions=True)
def saml(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """The assertion consumer service (SAML 2.0 bindings, 3.5); RelayState is our state."""
    values = {name: request.POST.get(name, "") for name in ("SAMLResponse", "RelayState")}
    return _taken(_provider(provider_id, Provider.Kind.SAML), values["RelayState"], values)


@require_GET
@permission("public")
def metadata(request: ActorRequest, provider_id: UUID) -> HttpResponse:
    """Our own metadata for one identity provider (SAML 2.0 metadata)."""
    provider = _provider(provider_id, Provider.Kind.SAML)
    try:
        content = protocols.metadata(provider, elsewhere.answer_address(provider))
    except Unavailable as error:
        raise NotFound from error
    return HttpResponse(content, content_type="application/samlmetadata+xml")


def _provider(provider_id: UUID, kind: Provider.Kind) -> Provider:
    return existing(Provider.offered.filter(pk=provider_id, kind=kind).select_related("organisation").first())


def _taken(provider: Provider, state: str, values: dict[str, str]) -> HttpResponse:
    if not state or len(state) > LONGEST_STATE:
        raise OrderGone
    order = elsewhere.take_answer(provider, state, values)
    came_back(provider, order)
    return HttpResponseRedirect(elsewhere.page_of(order))
