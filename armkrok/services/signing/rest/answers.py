"""From rows to what the API answers."""

from typing import Any

from armkrok.services.signing import queries
from armkrok.services.signing.actions.preparing import verify_url
from armkrok.services.signing.models import Document, Party, SigningRequest


def state_of(
    found: SigningRequest, people: list[Party] | None = None, documents: list[Document] | None = None
) -> dict[str, Any]:
    """A request as RequestState says it; people and documents are read unless they are given."""
    return {
        "id": found.pk,
        "title": found.title,
        "state": found.state,
        "type": found.type_key,
        "documents": documents if documents is not None else queries.documents_of(found),
        "sign_by": found.sign_by,
        "sent_at": found.sent_at,
        "completed_at": found.completed_at,
        "ready_at": found.told_at,
        "withdrawn_at": found.withdrawn_at,
        "withdrawn_why": found.withdrawn_why,
        "held_at": found.held_at,
        "verify_url": verify_url(found),
        "people": people if people is not None else queries.people_of(found),
    }
