"""The one router that every part of the API adds its operations to."""

from ninja import Router

from armkrok.core.access.rest import bearer

router = Router(tags=["school"], auth=bearer)
