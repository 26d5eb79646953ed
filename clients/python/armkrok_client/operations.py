"""Every operation of Armkrok's API. Written by tools/client.py: do not edit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NotRequired, TypedDict

from armkrok_client.calling import Calling, File, without_none


class Acceptance(TypedDict):
    """Whether to leave out the lines that are wrong; else they must be mended first."""

    only_good: NotRequired[bool]


class BodyState(TypedDict):
    """A body whose minutes are adjusted, and what its arbetsordning says of doing so electronically."""

    id: str
    name: str
    kind: str
    rule: str
    rule_reference: str
    adjusters: int


class Box(TypedDict):
    """The lower left corner of a signer's box, in points from the page's lower left as it is shown."""

    page: int
    x: float
    y: float


class BulkState(TypedDict):
    """How far it has come. `problems` are the first hundred lines that are wrong."""

    id: str
    state: str
    lines: int
    good: int
    sent: int
    completed: int
    problems: list[LineProblem]
    accepted_at: str | None
    done_at: str | None


class Checked(TypedDict):
    """One of several files: what `verify` would have answered, or why it could not."""

    file_name: str
    report: NotRequired[dict[str, Any] | None]
    problem: NotRequired[Problem | None]


class CountsState(TypedDict):
    """What has become of the requests that were sent; the median is the time from sent to completed."""

    name: str
    sent: int
    completed: int
    waiting: int
    late: int
    declined: int
    withdrawn: int
    on_paper: int
    median_seconds: float | None


class CullDay(TypedDict):
    """The first day a request may be culled."""

    id: str
    cull_from: str


class CullingPreview(TypedDict):
    """What a decision would be about now: how many, the digest of this very list, and a page of it."""

    count: int
    digest: str
    items: list[ToCull]
    next: str | None


class DeliveryPage(TypedDict):
    """Newest first; ask again with `after` = `next`."""

    items: list[DeliveryState]
    next: str | None


class DeliveryState(TypedDict):
    """A package for the e-archive. `sha256` is empty until it is made; `failure` says why it cannot
    be.

    `held_to` tells what each metadata file was validated against.
    """

    id: str
    request_id: str
    identifier: str
    kind: str
    sha256: str
    held_to: dict[str, Any]
    failure: str
    made_at: str
    delivered_at: str | None
    receipt_at: str | None


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


class FailedRenewal(TypedDict):
    """A document whose time stamp could not be renewed, and when it must be at the latest."""

    request_id: str
    place: int
    failure: str
    tried_at: str | None
    stamp_until: str | None


class Figures(TypedDict):
    """One year. `name` of a unit is empty for those who belong to none, and the systems."""

    year: int
    total: CountsState
    units: list[CountsState]
    months: list[MonthState]


class FirstDay(TypedDict):
    """The day that only people know: when a contract expired or a case was closed."""

    day: str


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


class KeptPage(TypedDict):
    """Newest first; ask again with `after` = `next`."""

    items: list[KeptState]
    next: str | None


class KeptState(TypedDict):
    """A finished request, whoever sent it."""

    id: str
    title: str
    type: str
    completed_at: str | None
    held_at: str | None


class LineProblem(TypedDict):
    """A line of the list that is wrong; its number counts from the first line of the file."""

    line: int
    problem: str


class MadeHandoff(TypedDict):
    """`url` works once; `return_secret` checks the signature when the person comes back."""

    id: str
    url: str
    expires_at: str
    return_secret: str


class ManyChecked(TypedDict):
    """In the order of the files."""

    files: list[Checked]


class Meeting(TypedDict):
    """Which meeting the minutes are of; `body_id` is one of the bodies."""

    body_id: str
    meeting_day: str
    paragraphs: NotRequired[str]
    is_immediate: NotRequired[bool]
    secretary: NotRequired[str]


class MeetingState(TypedDict):
    """A meeting with the days that follow from it; what is not known yet is null.

    That the announcement is put up and taken down is said on the page, by the person who did it.
    """

    body_id: str
    meeting_day: str
    paragraphs: NotRequired[str]
    is_immediate: NotRequired[bool]
    secretary: NotRequired[str]
    body: str
    adjust_by: str
    adjusted_day: str | None
    announce_by: str | None
    announced_day: str | None
    appeal_by: str | None
    take_down_from: str | None
    taken_down_day: str | None
    announcement: str


class Metadata(TypedDict):
    """RFC 8414 section 2."""

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]


class MonthState(TypedDict):
    """Requests sent in a month, and requests completed in it."""

    first: str
    sent: int
    completed: int


class NewAddress(TypedDict):
    """Where letters go from now on."""

    email: str


class NewDay(TypedDict):
    """The new last day, later than the present one."""

    sign_by: str


class NewHandoff(TypedDict):
    """Where the person is to be sent back, and what the system wants to hear again then."""

    return_url: NotRequired[str]
    state: NotRequired[str]


class NewTemplate(TypedDict):
    """What it is called, and whether the documents belong to it."""

    title: NotRequired[str]
    with_documents: NotRequired[bool]


class PersonState(TypedDict):
    """How far one person has come; `on_paper` is signed by hand. Personal numbers never leave."""

    id: str
    name: str
    title: str
    role: str
    turn: int
    state: str
    opened_at: str | None
    done_at: str | None
    declined_why: str
    registration: RegisteredState | None


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


class PlacedBox(TypedDict):
    """A box, and whose it is."""

    page: int
    x: float
    y: float
    person_id: str


class Problem(TypedDict):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: NotRequired[str]


class Reason(TypedDict):
    """Why."""

    reason: str


class RegisteredState(TypedDict):
    """That staff, or a system, have registered the person's answer: it was not given with an e-ID."""

    how: str
    day: str
    reason: str
    registered_at: str


class Reminded(TypedDict):
    """How many people were reminded."""

    people: int


class Renewals(TypedDict):
    """When archive time stamps end, and the hundred most urgent of the renewals that failed."""

    renew_before: int
    months: list[StampMonth]
    failed: list[FailedRenewal]


class Replacement(TypedDict):
    """Who is asked instead, and why."""

    name: str
    email: str
    personal_number: str
    title: NotRequired[str]
    reason: NotRequired[str]


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


class StampMonth(TypedDict):
    """How many archive time stamps end in a month."""

    first: str
    count: int


class ToCull(TypedDict):
    """A request whose first day has come."""

    id: str
    title: str
    type: str
    cull_from: str | None


class Operations(Calling):
    """The operations, by name."""

    def revoke(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        client_assertion_type: str | None = None,
        client_assertion: str | None = None,
        token: str | None = None,
        token_type_hint: str | None = None,
    ) -> None:
        """Revoke.

        Take back a token before its time (RFC 7009); nobody learns whether it was there.
        """
        self.call(
            "POST",
            "/oauth/revoke",
            data=without_none(
                {
                    "client_id": client_id,
                    "client_secret": client_secret,
                    "client_assertion_type": client_assertion_type,
                    "client_assertion": client_assertion,
                    "token": token,
                    "token_type_hint": token_type_hint,
                }
            ),
            answer="nothing",
        )

    def authorization_server(self) -> Metadata:
        """Authorization Server.

        What a client needs to know to get a token here (RFC 8414).
        """
        answer: Metadata = self.call("GET", "/.well-known/oauth-authorization-server", answer="json")
        return answer

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

    def give_list(self, request_id: str, *, file: bytes | None = None) -> BulkState:
        """Give a draft a list of people.

        A CSV with name, e-mail, personal number and title: each gets a copy of the draft's documents.

        The people on the draft take part in every copy. Nothing is sent yet.
        """
        answer: BulkState = self.call(
            "POST",
            f"/underskrift/requests/{request_id}/list",
            data=without_none({"file": file}),
            answer="json",
        )
        return answer

    def send_list(self, request_id: str, *, body: Acceptance) -> BulkState:
        """Send to everybody on the list.

        A job sends the copies; follow it by its id.
        """
        answer: BulkState = self.call(
            "POST", f"/underskrift/requests/{request_id}/list/send", json=body, answer="json"
        )
        return answer

    def read_bulk(self, bulk_id: str) -> BulkState:
        """How a bulk sending goes.

        The copies are in the list of requests.
        """
        answer: BulkState = self.call("GET", f"/underskrift/bulks/{bulk_id}", answer="json")
        return answer

    def cancel_bulk(self, bulk_id: str, *, body: Reason) -> BulkState:
        """Stop a bulk sending.

        No more is sent, and what is not completed is taken back.
        """
        answer: BulkState = self.call(
            "POST", f"/underskrift/bulks/{bulk_id}/cancel", json=body, answer="json"
        )
        return answer

    def list_templates(self) -> list[RequestState]:
        """The system's templates.

        Requests that are never sent, only copied; at most a hundred, the newest first.
        """
        answer: list[RequestState] = self.call("GET", "/underskrift/templates", answer="json")
        return answer

    def save_template(
        self, request_id: str, *, body: NewTemplate, idempotency_key: str | None = None
    ) -> RequestState:
        """Keep as a template.

        The request itself stays as it is. With the same Idempotency-Key the first answer is given
        again.
        """
        answer: RequestState = self.call(
            "POST",
            f"/underskrift/requests/{request_id}/template",
            headers=without_none({"Idempotency-Key": idempotency_key}),
            json=body,
            answer="json",
        )
        return answer

    def copy_request(self, request_id: str, *, idempotency_key: str | None = None) -> RequestState:
        """Do it again.

        A draft with the same documents, people and wishes, from an earlier request or a template.

        With the same Idempotency-Key the first answer is given again.
        """
        answer: RequestState = self.call(
            "POST",
            f"/underskrift/requests/{request_id}/copy",
            headers=without_none({"Idempotency-Key": idempotency_key}),
            answer="json",
        )
        return answer

    def list_finished_requests(
        self,
        *,
        view: Literal["to_deliver", "awaiting_receipt", "received", "held", "all"] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> KeptPage:
        """Finished requests.

        Completed and sealed, by how far they are on their way to the e-archive; cursor pages.
        """
        answer: KeptPage = self.call(
            "GET",
            "/underskrift/archive/requests",
            params=without_none({"view": view, "after": after, "limit": limit}),
            answer="json",
        )
        return answer

    def order_delivery(self, request_id: str, *, idempotency_key: str | None = None) -> DeliveryState:
        """Order a package.

        A job makes it; follow it by its id. With the same Idempotency-Key the first answer is given
        again.
        """
        answer: DeliveryState = self.call(
            "POST",
            f"/underskrift/archive/requests/{request_id}/deliveries",
            headers=without_none({"Idempotency-Key": idempotency_key}),
            answer="json",
        )
        return answer

    def list_deliveries(
        self, *, request_id: str | None = None, after: str | None = None, limit: int | None = None
    ) -> DeliveryPage:
        """Packages for the e-archive.

        Cursor pages, perhaps of one request only.
        """
        answer: DeliveryPage = self.call(
            "GET",
            "/underskrift/archive/deliveries",
            params=without_none({"request_id": request_id, "after": after, "limit": limit}),
            answer="json",
        )
        return answer

    def read_delivery(self, package_id: str) -> DeliveryState:
        """One package.

        How far it has come.
        """
        answer: DeliveryState = self.call(
            "GET", f"/underskrift/archive/deliveries/{package_id}", answer="json"
        )
        return answer

    def download_package(self, package_id: str) -> bytes:
        """Fetch a package.

        The package as it is to be handed to the e-archive; that it was fetched is noted.
        """
        answer: bytes = self.call(
            "GET", f"/underskrift/archive/deliveries/{package_id}/package", answer="bytes"
        )
        return answer

    def register_receipt(
        self, package_id: str, *, named: str | None = None, text: str | None = None, file: bytes | None = None
    ) -> DeliveryState:
        """Register a receipt.

        The e-archive has the package. What is kept there may be culled here, when a person so decides.
        """
        answer: DeliveryState = self.call(
            "POST",
            f"/underskrift/archive/deliveries/{package_id}/receipt",
            data=without_none({"named": named, "text": text, "file": file}),
            answer="json",
        )
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

    def list_boxes(self, request_id: str, place: int) -> list[PlacedBox]:
        """Where the boxes lie.

        Of those who have one; the others' are on the signature page.
        """
        answer: list[PlacedBox] = self.call(
            "GET", f"/underskrift/requests/{request_id}/documents/{place}/boxes", answer="json"
        )
        return answer

    def place_box(self, request_id: str, place: int, party_id: str, *, body: Box) -> list[PlacedBox]:
        """Place a box.

        Only in a draft. Put again, it is moved.
        """
        answer: list[PlacedBox] = self.call(
            "PUT",
            f"/underskrift/requests/{request_id}/documents/{place}/boxes/{party_id}",
            json=body,
            answer="json",
        )
        return answer

    def remove_box(self, request_id: str, place: int, party_id: str) -> None:
        """Take a box away.

        It is on the signature page then.
        """
        self.call(
            "DELETE",
            f"/underskrift/requests/{request_id}/documents/{place}/boxes/{party_id}",
            answer="nothing",
        )

    def list_bodies(self) -> list[BodyState]:
        """Bodies that adjust minutes.

        Those in use, by name.
        """
        answer: list[BodyState] = self.call("GET", "/underskrift/bodies", answer="json")
        return answer

    def describe_meeting(self, request_id: str, *, body: Meeting) -> MeetingState:
        """Say which meeting minutes are of.

        Only in a draft. Minutes cannot be sent without it.
        """
        answer: MeetingState = self.call(
            "PUT", f"/underskrift/requests/{request_id}/meeting", json=body, answer="json"
        )
        return answer

    def read_meeting(self, request_id: str) -> MeetingState:
        """The meeting, and the days that follow.

        With the announcement's text once the minutes are adjusted.
        """
        answer: MeetingState = self.call("GET", f"/underskrift/requests/{request_id}/meeting", answer="json")
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

    def preview_culling(self, *, after: str | None = None, limit: int | None = None) -> CullingPreview:
        """What may be culled.

        The list as it is today, the oldest first. A person decides on it, on the page; no system can.
        """
        answer: CullingPreview = self.call(
            "GET",
            "/underskrift/archive/culling",
            params=without_none({"after": after, "limit": limit}),
            answer="json",
        )
        return answer

    def count_from(self, request_id: str, *, body: FirstDay) -> CullDay:
        """Say from which day the years are counted.

        For a type whose rule counts from a day that people set. Nothing is culled by it.
        """
        answer: CullDay = self.call(
            "POST", f"/underskrift/archive/requests/{request_id}/cull-from", json=body, answer="json"
        )
        return answer

    def read_renewals(self) -> Renewals:
        """Archive time stamps to renew.

        They are renewed by themselves, `renew_before` days before they end.
        """
        answer: Renewals = self.call("GET", "/underskrift/archive/renewals", answer="json")
        return answer

    def register_on_paper(
        self,
        request_id: str,
        party_id: str,
        *,
        day: str,
        reason: Literal["no_eid", "cannot", "will_not", "other"],
        identified: str,
        how: Literal["paper", "phone", "visit"] | None = None,
        note: str | None = None,
        file: bytes | None = None,
    ) -> RequestState:
        """Register an answer given on paper, by telephone or at a visit.

        For one who is waited for now in the system's request. A signature needs its scanned paper,
        `file`.
        """
        answer: RequestState = self.call(
            "POST",
            f"/underskrift/requests/{request_id}/people/{party_id}/paper",
            data=without_none(
                {
                    "how": how,
                    "day": day,
                    "reason": reason,
                    "identified": identified,
                    "note": note,
                    "file": file,
                }
            ),
            answer="json",
        )
        return answer

    def undo_on_paper(self, request_id: str, party_id: str) -> RequestState:
        """Take back a registered answer.

        As long as the request is open; the person is asked again.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/people/{party_id}/paper/undo", answer="json"
        )
        return answer

    def extend_request(self, request_id: str, *, body: NewDay) -> RequestState:
        """Give more time.

        A later last day; those who are waited for are told.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/extend", json=body, answer="json"
        )
        return answer

    def remind_person(self, request_id: str, party_id: str) -> Reminded:
        """Remind one person.

        At most once a day.
        """
        answer: Reminded = self.call(
            "POST", f"/underskrift/requests/{request_id}/people/{party_id}/remind", answer="json"
        )
        return answer

    def replace_person(self, request_id: str, party_id: str, *, body: Replacement) -> RequestState:
        """Ask somebody else instead.

        For one who has not done her part, or has said no. The others are told.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/people/{party_id}/replace", json=body, answer="json"
        )
        return answer

    def correct_address(self, request_id: str, party_id: str, *, body: NewAddress) -> RequestState:
        """Correct an e-mail address.

        Who is waited for is asked again at the new address.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/people/{party_id}/address", json=body, answer="json"
        )
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
        as_is: bool | None = None,
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
                    "as_is": as_is,
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

    def stamp(self, *, file: File, as_is: bool | None = None) -> bytes:
        """Seal a PDF.

        The PDF with the organisation's seal (PAdES B-T). Nothing is kept but a record in the event log.

        `as_is`: others have signed the file already, and it is not rebuilt.
        """
        answer: bytes = self.call(
            "POST",
            "/underskrift/stamp",
            data=without_none({"as_is": as_is}),
            files=without_none({"file": file}),
            answer="bytes",
        )
        return answer

    def read_statistics(self, *, year: int | None = None) -> Figures:
        """Figures for a year.

        The whole organisation's, this year unless another is asked for.
        """
        answer: Figures = self.call(
            "GET", "/underskrift/statistics", params=without_none({"year": year}), answer="json"
        )
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

    def verify_report(self, *, file: File, kind: Literal["pdf", "json", "xml"] | None = None) -> bytes:
        """A report on a signed PDF.

        What a person can keep as proof of the check. Nothing is stored.
        """
        answer: bytes = self.call(
            "POST",
            "/underskrift/verify/report",
            data=without_none({"kind": kind}),
            files=without_none({"file": file}),
            answer="bytes",
        )
        return answer
