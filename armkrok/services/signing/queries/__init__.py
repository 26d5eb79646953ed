"""Reads for pages and the API: ready values, with a constant number of queries."""

from armkrok.services.signing.queries.requests import (
    PAGE,
    Tally,
    documents_by_request,
    documents_of,
    happenings,
    page_pictures,
    people_by_request,
    people_of,
    people_rows,
    people_text,
    sent_by,
    state_counts,
    status,
    summary,
    tally,
    with_tallies,
)

__all__ = [
    "PAGE",
    "Tally",
    "documents_by_request",
    "documents_of",
    "happenings",
    "page_pictures",
    "people_by_request",
    "people_of",
    "people_rows",
    "people_text",
    "sent_by",
    "state_counts",
    "status",
    "summary",
    "tally",
    "with_tallies",
]
