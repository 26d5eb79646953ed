"""What an e-ID is asked to sign: the words that it shows, and the facts that it signs unseen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from armkrok.core.eid.models import EidOrder
from armkrok.services.signing.errors import TooManyAtOnce
from armkrok.services.signing.models import Document, Party
from armkrok.services.signing.queries import documents_in_order

MOST_FINGERPRINTS = 5
MOST_VISIBLE, MOST_HIDDEN = 40_000 // 4 * 3, 200_000 // 4 * 3
TITLE_ROOMS = (200, 80, 40)


@dataclass(frozen=True)
class Statement:
    """The words that the e-ID shows, and the bytes that it signs with them."""

    visible_text: str
    hidden_data: bytes


def of(parties: Sequence[Party], organisation: str, represents: str = "") -> Statement:
    """What one person, the parties' only one, is asked to sign in one act; in the organisation's scope.

    `represents` is the sentence of one who signs for the parties' person (see representing).
    Raises TooManyAtOnce when there is no room for it in BankID's texts (relying party guidelines v6, /sign:
    40 000 characters visible and 200 000 unseen, counted in base64).
    """
    documents = _documents(parties)
    hidden = _hidden_data(parties, documents)
    if len(hidden) > MOST_HIDDEN:
        raise TooManyAtOnce
    return Statement(_fitting_text(parties, documents, organisation, represents), hidden)


def parties_of(order: EidOrder) -> list[UUID]:
    """Whose signatures the order asks for, from what was sent to the e-ID."""
    return [UUID(one["party"]) for one in json.loads(bytes(order.hidden_data))["requests"]]


def _documents(parties: Sequence[Party]) -> list[Document]:
    """Every file of the parties' requests, in their order; attachments come with them."""
    return documents_in_order({one.request_id: number for number, one in enumerate(parties)})


def _fitting_text(
    parties: Sequence[Party], documents: Sequence[Document], organisation: str, represents: str
) -> str:
    """With whole titles if there is room, else with their beginnings: the fingerprints tell them apart."""
    for room in TITLE_ROOMS:
        text = "\n\n".join(filter(None, (_visible_text(parties, documents, organisation, room), represents)))
        if len(text.encode()) <= MOST_VISIBLE:
            return text
    raise TooManyAtOnce


def _visible_text(
    parties: Sequence[Party], documents: Sequence[Document], organisation: str, room: int
) -> str:
    if len(documents) == 1:
        parts = [
            "Jag skriver under dokumentet",
            documents[0].title,
            f"från {organisation}.",
            _digest(documents[0]),
        ]
    else:
        told = _told if len(documents) <= MOST_FINGERPRINTS else _told_shortly
        parts = [f"Jag skriver under {len(documents)} dokument från {organisation}:"]
        parts += [f"{number}. {told(one, room)}" for number, one in enumerate(documents, 1)]
    return "\n\n".join((*parts, *_attestations(parties)))


def _told(document: Document, room: int) -> str:
    return f"{_title(document, room)}\n{_digest(document)}"


def _title(document: Document, room: int) -> str:
    title = document.title if len(document.title) <= room else document.title[: room - 1].rstrip() + "…"
    return title if document.is_to_sign else f"{title} (bilaga)"


def _digest(document: Document) -> str:
    digest = document.sha256
    grouped = " ".join(digest[i : i + 8] for i in range(0, 64, 8))
    return f"Fingeravtryck (SHA-256):\n{grouped}"


def _told_shortly(document: Document, room: int) -> str:
    """In a long list: the whole fingerprints are in what BankID signs unseen."""
    return f"{_title(document, room)} ({document.sha256[:8]} {document.sha256[8:16]})"


def _attestations(parties: Sequence[Party]) -> list[str]:
    """Words that the law wants said, and for whom the person signs."""
    said = [(one.request.type_values or {}).get("attestation", "") for one in parties]
    said += [f"Jag skriver under för {one.principal}." for one in parties if one.principal]
    return list(dict.fromkeys(text for text in said if text))


def _hidden_data(parties: Sequence[Party], documents: Sequence[Document]) -> bytes:
    """Each request with the SHA-256 of each of its files."""
    digests: dict[UUID, list[str]] = {}
    for document in documents:
        digests.setdefault(document.request_id, []).append(document.sha256)
    facts = {
        "type": "armkrok/signing/2",
        "requests": [
            {"request": str(one.request_id), "party": str(one.pk), "sha256": digests[one.request_id]}
            for one in parties
        ],
    }
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
