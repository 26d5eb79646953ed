"""What there is (RFC 7644 section 4)."""

from typing import Any

from django.http import HttpResponse

from armkrok.core.access.rest import operation
from armkrok.core.scim import resources
from armkrok.core.scim.answers import answered
from armkrok.core.scim.rest.parts import address_of, list_of
from armkrok.core.scim.rest.routing import router
from armkrok.core.scim.schemas import CONFIG, PROVIDER
from armkrok.kit.refusals import NotFound


@router.get("/v2/ServiceProviderConfig", include_in_schema=False)
@operation("scim.provision")
def provider_config(request: Any, organisation: str) -> HttpResponse:
    """What this server can do."""
    meta = {"resourceType": "ServiceProviderConfig", "location": address_of("/ServiceProviderConfig")}
    return answered(resources.shown(CONFIG) | {"meta": meta})


@router.get("/v2/Schemas", include_in_schema=False)
@operation("scim.provision")
def schemas(request: Any, organisation: str) -> HttpResponse:
    """Every schema."""
    return _all("Schema", PROVIDER.schemas)


@router.get("/v2/Schemas/{key}", include_in_schema=False)
@operation("scim.provision")
def schema(request: Any, organisation: str, key: str) -> HttpResponse:
    """One schema, by its URN."""
    return _one("Schema", PROVIDER.schemas, key)


@router.get("/v2/ResourceTypes", include_in_schema=False)
@operation("scim.provision")
def resource_types(request: Any, organisation: str) -> HttpResponse:
    """Users and groups."""
    return _all("ResourceType", PROVIDER.resource_types)


@router.get("/v2/ResourceTypes/{key}", include_in_schema=False)
@operation("scim.provision")
def resource_type(request: Any, organisation: str, key: str) -> HttpResponse:
    """One of them, by its name."""
    return _one("ResourceType", PROVIDER.resource_types, key)


def _described(kind: str, one: Any) -> dict[str, Any]:
    key = one.id or one.name
    meta = {"resourceType": kind, "location": address_of(f"/{kind}s/{key}")}
    return resources.shown(one) | {"meta": meta}


def _all(kind: str, every: Any) -> HttpResponse:
    found = [_described(kind, one) for one in every]
    return answered(list_of(found, len(found), 1))


def _one(kind: str, every: Any, key: str) -> HttpResponse:
    for one in every:
        if key in {str(one.id or ""), str(one.name or "")}:
            return answered(_described(kind, one))
    raise NotFound
