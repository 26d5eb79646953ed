"""What RFC 7644 speaks of and is not here, and every other address, in SCIM's own words."""

from typing import Any

from django.http import HttpResponse

from armkrok.core.access.rest import operation
from armkrok.core.scim.errors import NotBuilt
from armkrok.core.scim.rest.routing import router
from armkrok.kit.refusals import NotFound

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@router.api_operation(["POST"], "/v2/.search", include_in_schema=False)
@operation("scim.provision")
def search_all(request: Any, organisation: str) -> HttpResponse:
    """Users and groups at once are not searched (RFC 7644 section 3.4.3)."""
    raise NotBuilt


@router.api_operation(METHODS, "/v2/{path:elsewhere}", include_in_schema=False)
@operation("scim.provision")
def elsewhere(request: Any, organisation: str, elsewhere: str) -> HttpResponse:
    """Nothing, in SCIM's own words."""
    raise NotFound
