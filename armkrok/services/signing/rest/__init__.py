"""The API of Underskrift: ask, follow, fetch, check. Everything is what the pages do, by the same actions."""

from armkrok.services.signing.rest import (
    archive,
    bulk,
    copies,
    deliveries,
    documents,
    drafts,
    handing,
    keeping,
    on_paper,
    people,
    register,
    requests,
    sealing,
    statistics,
    verifying,
)
from armkrok.services.signing.rest.routing import router

__all__ = [
    "archive", "bulk", "copies", "deliveries", "documents", "drafts", "handing", "keeping", "on_paper",
    "people", "register", "requests", "router", "sealing", "statistics", "verifying",
]  # fmt: skip
