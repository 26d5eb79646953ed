"""Every operation of Armkrok's API. Written by tools/client.py: do not edit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NotRequired, TypedDict

from armkrok_client.calling import Calling, File, without_none


class Checked(TypedDict):
    """One of several files: what `verify` would have answered, or why it could not."""

    file_name: str
    report: NotRequired[dict[str, Any] | None]
    problem: NotRequired[Problem | None]


class DocumentState(TypedDict):
    """A file of a request. `sha256` is of the file as it was presented; `place` counts from 1."""

    place: int
    kind: str
    title: str
    file_name: str
    sha256: str
    pages: int
    awaits_stamp: bool
    is_sealed: bool


class DocumentTypeState(TypedDict):
    """A type of document in the organisation's register, and what it asks for."""

    key: str
    name: str
    group: str
    reason: str
    law: str
    is_off: bool
    is_blocked: bool
    level: str
    loa: int
    seats: list[str]


class HandoffState(TypedDict):
    """How it went. `result` is empty until the person has gone back, or signed, declined or cancelled."""

    id: str
    request_id: str
    person_id: str
    state: str
    result: str
    person_state: str
    used_at: str | None
    returned_at: str | None
    expires_at: str


class MadeHandoff(TypedDict):
    """`url` works once; `return_secret` checks the signature when the person comes back."""

    id: str
    url: str
    expires_at: str
    return_secret: str


class ManyChecked(TypedDict):
    """In the order of the files."""

    files: list[Checked]


class NewHandoff(TypedDict):
    """Where the person is to be sent back, and what the system wants to hear again then."""

    return_url: NotRequired[str]
    state: NotRequired[str]


class PersonState(TypedDict):
    """How far one person has come. Personal numbers never leave."""

    id: str
    name: str
    title: str
    role: str
    turn: int
    state: str
    opened_at: str | None
    done_at: str | None
    declined_why: str


class PersonToAsk(TypedDict):
    """Somebody who is asked to do something with the documents."""

    name: str
    email: str
    personal_number: str
    title: NotRequired[str]
    role: NotRequired[Literal["signer", "approver", "reader", "copy"]]
    turn: NotRequired[int]
    message: NotRequired[str]
    language: NotRequired[Literal["", "sv", "en"]]
    seat: NotRequired[str]
    principal: NotRequired[str]
    principal_number: NotRequired[str]
    mandate: NotRequired[str]
    mandate_until: NotRequired[str | None]


class Problem(TypedDict):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: NotRequired[str]


class Reason(TypedDict):
    """Why."""

    reason: str


class Reminded(TypedDict):
    """How many people were reminded."""

    people: int


class RequestPage(TypedDict):
    """Newest first; ask again with `after` = `next`."""

    items: list[RequestState]
    next: str | None


class RequestState(TypedDict):
    """A request as it stands. `ready_at`: sealed, and the finished copy sent out."""

    id: str
    title: str
    state: str
    type: str
    documents: list[DocumentState]
    sign_by: str | None
    sent_at: str | None
    completed_at: str | None
    ready_at: str | None
    withdrawn_at: str | None
    withdrawn_why: str
    held_at: str | None
    verify_url: str
    people: list[PersonState]


class Operations(Calling):
    """The operations, by name."""

    def download_evidence(self, request_id: str) -> bytes:
        """The sealed evidence package.

        Signed files, reports, event log and e-ID signatures in one sealed archive (ASiC-E).
        """
        answer: bytes = self.call("GET", f"/underskrift/requests/{request_id}/evidence", answer="bytes")
        return answer

    def hold_request(self, request_id: str, *, body: Reason) -> RequestState:
        """Keep from culling.

        A legal hold: it is not culled until the hold is lifted.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/hold", json=body, answer="json"
        )
        return answer

    def lift_hold(self, request_id: str) -> RequestState:
        """Lift a hold.

        The rule of the document's type counts again.
        """
        answer: RequestState = self.call("POST", f"/underskrift/requests/{request_id}/lift", answer="json")
        return answer

    def download_document(self, request_id: str, place: int) -> bytes:
        """A document's newest file.

        The PDF with the signatures given so far; the finished copy when the request is completed.
        """
        answer: bytes = self.call(
            "GET", f"/underskrift/requests/{request_id}/documents/{place}/file", answer="bytes"
        )
        return answer

    def download_original(self, request_id: str, place: int) -> bytes:
        """A document as it was presented.

        The PDF that everybody read, without signature page and signatures; its SHA-256 is the
        document's.
        """
        answer: bytes = self.call(
            "GET", f"/underskrift/requests/{request_id}/documents/{place}/original", answer="bytes"
        )
        return answer

    def create_handoff(self, request_id: str, party_id: str, *, body: NewHandoff) -> MadeHandoff:
        """Send a person here to sign.

        A link for the person's browser, good once within ten minutes. She identifies herself by e-ID
        here.
        """
        answer: MadeHandoff = self.call(
            "POST", f"/underskrift/requests/{request_id}/people/{party_id}/handoff", json=body, answer="json"
        )
        return answer

    def read_handoff(self, handoff_id: str) -> HandoffState:
        """How a handoff went.

        The truth, whatever the browser brought.
        """
        answer: HandoffState = self.call("GET", f"/underskrift/handoffs/{handoff_id}", answer="json")
        return answer

    def list_document_types(self) -> list[DocumentTypeState]:
        """Document types.

        Every type in the register, in the order of the guide; `key` is a request's `type`.
        """
        answer: list[DocumentTypeState] = self.call("GET", "/underskrift/document-types", answer="json")
        return answer

    def create_request(
        self,
        *,
        file: File,
        people: Sequence[PersonToAsk],
        idempotency_key: str | None = None,
        more: Sequence[File] | None = None,
        attachments: Sequence[File] | None = None,
        title: str | None = None,
        type: str | None = None,
        message: str | None = None,
        sign_by: str | None = None,
        remind: bool | None = None,
        remind_after: int | None = None,
        remind_every: int | None = None,
        may_forward: bool | None = None,
        may_stand_in: bool | None = None,
        language: Literal["sv", "en"] | None = None,
        draft: bool | None = None,
    ) -> RequestState:
        """Ask people to sign PDFs.

        Upload, invite and send in one call: `file`, `more` documents to sign, `attachments` to read.

        With the same Idempotency-Key the first answer is given again.
        """
        answer: RequestState = self.call(
            "POST",
            "/underskrift/requests",
            headers=without_none({"Idempotency-Key": idempotency_key}),
            data=without_none(
                {
                    "title": title,
                    "type": type,
                    "message": message,
                    "sign_by": sign_by,
                    "remind": remind,
                    "remind_after": remind_after,
                    "remind_every": remind_every,
                    "may_forward": may_forward,
                    "may_stand_in": may_stand_in,
                    "language": language,
                    "people": json.dumps(people),
                    "draft": draft,
                }
            ),
            files=without_none({"file": file, "more": more, "attachments": attachments}),
            answer="json",
        )
        return answer

    def list_requests(
        self, *, after: str | None = None, limit: int | None = None, state: str | None = None
    ) -> RequestPage:
        """The system's requests.

        Cursor pages of at most a hundred, perhaps of one state only.
        """
        answer: RequestPage = self.call(
            "GET",
            "/underskrift/requests",
            params=without_none({"after": after, "limit": limit, "state": state}),
            answer="json",
        )
        return answer

    def read_request(self, request_id: str) -> RequestState:
        """One request.

        How it stands.
        """
        answer: RequestState = self.call("GET", f"/underskrift/requests/{request_id}", answer="json")
        return answer

    def discard_request(self, request_id: str) -> None:
        """Throw a draft away.

        Its files go with it. What has been sent is withdrawn instead.
        """
        self.call("DELETE", f"/underskrift/requests/{request_id}", answer="nothing")

    def send_request(self, request_id: str) -> RequestState:
        """Send a draft.

        Ask the people on it.
        """
        answer: RequestState = self.call("POST", f"/underskrift/requests/{request_id}/send", answer="json")
        return answer

    def withdraw_request(self, request_id: str, *, body: Reason) -> RequestState:
        """Take it back.

        Nothing more can be signed.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/withdraw", json=body, answer="json"
        )
        return answer

    def remind_request(self, request_id: str) -> Reminded:
        """Remind those who have not signed.

        A letter to everybody whose turn it is, at most once a day each.
        """
        answer: Reminded = self.call("POST", f"/underskrift/requests/{request_id}/remind", answer="json")
        return answer

    def verify(self, *, file: File) -> dict[str, Any]:
        """Check a signed PDF.

        The same object as `armkrok verify FILE --json`. Nothing is stored.
        """
        answer: dict[str, Any] = self.call(
            "POST", "/underskrift/verify", files=without_none({"file": file}), answer="json"
        )
        return answer

    def verify_several(self, *, files: Sequence[File]) -> ManyChecked:
        """Check several signed PDFs.

        At most twenty; a file that cannot be read does not stop the others.
        """
        answer: ManyChecked = self.call(
            "POST", "/underskrift/verify/several", files=without_none({"files": files}), answer="json"
        )
        return answer
