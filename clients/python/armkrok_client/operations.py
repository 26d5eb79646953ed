"""Every operation of Armkrok's API. Written by tools/client.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from armkrok_client.calling import Calling, File, without_none


class PersonState(TypedDict):
    """How far one person has come. Personal numbers never leave."""

    id: str
    name: str
    title: str
    state: str
    opened_at: str | None
    signed_at: str | None


class Reason(TypedDict):
    """Why."""

    reason: str


class RequestPage(TypedDict):
    """Newest first; ask again with `after` = `next`."""

    items: list[RequestState]
    next: str | None


class RequestState(TypedDict):
    """A request as it stands."""

    id: str
    title: str
    state: str
    sha256: str
    pages: int
    sign_by: str | None
    sent_at: str | None
    completed_at: str | None
    is_sealed: bool
    verify_url: str
    people: list[PersonState]


class TokenAnswer(TypedDict):
    """RFC 6749 section 5.1."""

    access_token: str
    token_type: NotRequired[str]
    expires_in: int
    scope: str


class Operations(Calling):
    """The operations, by name."""

    def armkrok_core_access_rest_token(
        self,
        *,
        grant_type: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        scope: str | None = None,
    ) -> TokenAnswer:
        """Token.

        Give a token of fifteen minutes to a system that knows its secret.
        """
        answer: TokenAnswer = self.call(
            "POST",
            "/oauth/token",
            data=without_none(
                {
                    "grant_type": grant_type,
                    "client_id": client_id,
                    "client_secret": client_secret,
                    "scope": scope,
                }
            ),
            answer="json",
        )
        return answer

    def armkrok_services_signing_rest_create(
        self,
        *,
        file: File,
        people: str,
        idempotency_key: str | None = None,
        title: str | None = None,
        message: str | None = None,
        sign_by: str | None = None,
        remind: bool | None = None,
        language: Literal["sv", "en"] | None = None,
    ) -> RequestState:
        """Ask people to sign a PDF.

        Upload, invite and send in one call. With the same Idempotency-Key the first answer is given
        again.
        """
        answer: RequestState = self.call(
            "POST",
            "/underskrift/requests",
            headers=without_none({"Idempotency-Key": idempotency_key}),
            data=without_none(
                {
                    "people": people,
                    "title": title,
                    "message": message,
                    "sign_by": sign_by,
                    "remind": remind,
                    "language": language,
                }
            ),
            files=without_none({"file": file}),
            answer="json",
        )
        return answer

    def armkrok_services_signing_rest_requests(
        self, *, after: str | None = None, limit: int | None = None
    ) -> RequestPage:
        """The client's requests.

        Cursor pages of at most a hundred.
        """
        answer: RequestPage = self.call(
            "GET",
            "/underskrift/requests",
            params=without_none({"after": after, "limit": limit}),
            answer="json",
        )
        return answer

    def armkrok_services_signing_rest_read(self, request_id: str) -> RequestState:
        """One request.

        How it stands.
        """
        answer: RequestState = self.call("GET", f"/underskrift/requests/{request_id}", answer="json")
        return answer

    def armkrok_services_signing_rest_download(self, request_id: str) -> bytes:
        """The newest file.

        The PDF with the signatures given so far; the finished copy when the state is completed.
        """
        answer: bytes = self.call("GET", f"/underskrift/requests/{request_id}/file", answer="bytes")
        return answer

    def armkrok_services_signing_rest_withdraw(self, request_id: str, *, body: Reason) -> RequestState:
        """Take it back.

        Nothing more can be signed.
        """
        answer: RequestState = self.call(
            "POST", f"/underskrift/requests/{request_id}/withdraw", json=body, answer="json"
        )
        return answer

    def armkrok_services_signing_rest_verify(self, *, file: File) -> dict[str, Any]:
        """Check a signed PDF.

        The same object as `armkrok verify FILE --json`. Nothing is stored.
        """
        answer: dict[str, Any] = self.call(
            "POST", "/underskrift/verify", files=without_none({"file": file}), answer="json"
        )
        return answer
