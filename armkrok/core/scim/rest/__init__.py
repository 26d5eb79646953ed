"""The endpoints of RFC 7644, under /api/v1/{organisation}/scim/v2/; not in OpenAPI, SCIM tells of itself."""

from armkrok.core.scim.rest import discovery, groups, users, elsewhere  # isort: skip  (the last takes what is left)
from armkrok.core.scim.rest.routing import router

__all__ = ["discovery", "elsewhere", "groups", "router", "users"]
