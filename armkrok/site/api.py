"""One API, one OpenAPI document: every service's router under /api/v1/{organisation}/{service}/."""

from ninja import NinjaAPI

from armkrok.core import registry
from armkrok.core.access import rest as access
from armkrok.kit.refusals import Refusal
from armkrok.site.middleware import problem

api = NinjaAPI(
    title="Armkrok", version="1.0.0", docs_url=None, openapi_url="/openapi.json", urls_namespace="api"
)
api.add_router("/v1/{organisation}", access.router)
for service in registry.services():
    if service.rest is not None:
        api.add_router("/v1/{organisation}/" + service.slug, service.rest)


@api.exception_handler(Refusal)
def refused(request: object, error: Refusal) -> object:
    """RFC 9457 problem details for every refusal."""
    return problem(error)
