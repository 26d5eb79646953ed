"""The router that every endpoint is entered in."""

from ninja import Router

from armkrok.core.access.rest import bearer

router = Router(auth=bearer, tags=["scim"])
