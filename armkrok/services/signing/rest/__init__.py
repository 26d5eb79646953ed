"""The API of Underskrift: ask, follow, fetch, check. Everything is what the pages do, by the same actions."""

from ninja import Router

from armkrok.core.access.rest import bearer
from armkrok.services.signing.rest import archive, documents, register, requests, verifying

router = Router(tags=["signing"], auth=bearer)
for _part in (requests, documents, verifying, register, archive):
    router.add_router("", _part.router)
