"""One call over HTTP: tokens, repeated tries and refusals."""

import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

import httpx

File = tuple[str, bytes | IO[bytes]]
"""A file's name, and its content or an open file."""

TRIES = 4
WORTH_TRYING = {429, 502, 503, 504}
UNAUTHORISED = 401


class Problem(Exception):
    """Armkrok said no (RFC 9457): `code` for programs, `title` for people, `errors` of fields."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.title = str(told.get("title", ""))
        self.errors: list[Any] = list(told.get("errors", []))
        super().__init__(f"{status} {self.code}: {self.title}")


class Calling:
    """Calls one organisation's API as one system, with a token that is renewed when it has to be."""

    def __init__(
        self,
        url: str,
        organisation: str,
        client_id: str,
        client_secret: str,
        *,
        http: httpx.Client | None = None,
    ) -> None:
        self.root = f"{url.rstrip('/')}/api/v1/{organisation}"
        self.credentials = (client_id, client_secret)
        self.http = http or httpx.Client(timeout=60)
        self.token = ""

    def call(
        self,
        method: str,
        path: str,
        *,
        answer: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, File | Sequence[File]] | None = None,
    ) -> Any:
        """Call, and give the answer as `answer` says: "json", "bytes" or "nothing". Raises Problem.

        A call that may be repeated (GET, or one with an Idempotency-Key) is tried four times when the network
        or the server fails.
        """
        more = {"params": params, "json": json, "data": data, "files": _parts(files or {}) or None}
        may_repeat = method == "GET" or bool((headers or {}).get("Idempotency-Key"))
        left = TRIES if may_repeat and not _has_streams(files) else 1
        while True:
            left -= 1
            try:
                response = self._sent(method, path, dict(headers or {}), more)
            except httpx.TransportError:
                if not left:
                    raise
            else:
                if not left or response.status_code not in WORTH_TRYING:
                    return _taken(response, answer)
            time.sleep(2 ** (TRIES - 1 - left))

    def _sent(self, method: str, path: str, headers: dict[str, Any], more: dict[str, Any]) -> httpx.Response:
        for is_last in (False, True):
            self.token = self.token or self._new_token()
            bearer = {"Authorization": f"Bearer {self.token}"}
            response = self.http.request(method, self.root + path, headers=headers | bearer, **more)
            if response.status_code != UNAUTHORISED or is_last:
                break
            self.token = ""
        return response

    def _new_token(self) -> str:
        """OAuth 2 client credentials (RFC 6749 section 4.4)."""
        form = {"grant_type": "client_credentials"}
        response = self.http.post(f"{self.root}/oauth/token", data=form, auth=self.credentials)
        if response.is_error:
            raise Problem(response.status_code, {"code": response.json().get("error", "")})
        return str(response.json()["access_token"])


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was given; truth values as the API reads them."""
    return {
        key: str(value).lower() if isinstance(value, bool) else value
        for key, value in values.items()
        if value is not None
    }


def _parts(files: Mapping[str, File | Sequence[File]]) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    for name, given in files.items():
        several = [given] if isinstance(given, tuple) else given
        parts += [(name, one) for one in several]
    return parts


def _has_streams(files: Mapping[str, File | Sequence[File]] | None) -> bool:
    """An open file can be sent once only."""
    return any(not isinstance(one[1], bytes) for _name, one in _parts(files or {}))


def _taken(response: httpx.Response, answer: str) -> Any:
    if response.is_error:
        told = response.json() if "json" in response.headers.get("Content-Type", "") else {}
        raise Problem(response.status_code, told)
    if answer == "nothing":
        return None
    return response.content if answer == "bytes" else response.json()
