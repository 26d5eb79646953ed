"""A client for BankID's Relying Party API v6.0: auth, sign, collect and cancel.

Every call is a POST of JSON over mutual TLS. Polling is the caller's: collect every two seconds,
never more than once a second per order, and cache the last answer so that a browser cannot drive
it faster.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import httpx

from armkrok.core.identity.bankid.config import BankIdConfig
from armkrok.core.identity.bankid.errors import (
    BY_CODE,
    BankIdError,
    Maintenance,
    TextTooLong,
    TooManyRequests,
    UnknownAnswer,
    Unreachable,
)
from armkrok.core.identity.bankid.orders import (
    Collected,
    Order,
    Purpose,
    Requirement,
    WebContext,
    collected_from_json,
)

# Largest base64 text the API takes, in characters: (visible, non-visible).
LIMITS: Final = {Purpose.AUTH: (1_500, 1_500), Purpose.SIGN: (40_000, 200_000)}
MAINTENANCE_PAUSES: Final = (0.3, 0.9)
"""Seconds to wait before each new try when BankID answers 503 `maintenance`."""


class BankIdClient:
    """One customer's connection. Safe to share between threads; it pools its connections."""

    def __init__(self, config: BankIdConfig, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.config = config
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=config.base_url.rstrip("/") + "/",
            verify=config.tls_context(),
            timeout=httpx.Timeout(config.timeout),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
            trust_env=False,
        )

    def close(self) -> None:
        """Drop the pooled connections."""
        self._http.close()

    def auth(
        self,
        *,
        end_user_ip: str,
        visible_text: str | None = None,
        non_visible: bytes | None = None,
        markdown: bool = False,
        requirement: Requirement | None = None,
        return_url: str | None = None,
        return_risk: bool = False,
        web: WebContext | None = None,
    ) -> Order:
        """Start an identification. `visible_text` is shown under "Min avsikt:" in the app."""
        body = _texts(Purpose.AUTH, visible_text, non_visible, markdown=markdown)
        body |= _circumstances(end_user_ip, requirement, return_url, web, return_risk=return_risk)
        return Order.from_json(self._call("auth", body))

    def sign(
        self,
        *,
        end_user_ip: str,
        visible_text: str,
        non_visible: bytes | None = None,
        markdown: bool = False,
        requirement: Requirement | None = None,
        return_url: str | None = None,
        return_risk: bool = False,
        web: WebContext | None = None,
    ) -> Order:
        """Start a signing of `visible_text` and the unseen `non_visible`, e.g. a document's hash."""
        body = _texts(Purpose.SIGN, visible_text, non_visible, markdown=markdown)
        body |= _circumstances(end_user_ip, requirement, return_url, web, return_risk=return_risk)
        return Order.from_json(self._call("sign", body))

    def collect(self, order_ref: str) -> Collected:
        """How the order stands. A final answer is given once; a second try is InvalidParameters."""
        return collected_from_json(self._call("collect", {"orderRef": order_ref}))

    def cancel(self, order_ref: str) -> None:
        """Withdraw the order, as one must when the person backs out."""
        self._call("cancel", {"orderRef": order_ref})

    def is_reachable(self) -> bool:
        """Whether the service answers at all: `GET auth` gives 405 and harms nothing."""
        try:
            return self._http.get("auth").status_code == 405
        except (httpx.HTTPError, OSError):
            return False

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST and read; a 503 `maintenance` is tried again a bounded number of times."""
        for pause in MAINTENANCE_PAUSES:
            try:
                return self._post(path, body)
            except Maintenance:
                self._sleep(pause)
        return self._post(path, body)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = self._http.post(path, json=body)
        except (httpx.HTTPError, OSError) as problem:
            raise Unreachable(type(problem).__name__) from problem
        if response.status_code != 200:
            raise _error_from(response)
        return _json_object(response)


@lru_cache(maxsize=64)
def client_for(config: BankIdConfig) -> BankIdClient:
    """The pooled client of this configuration, one per process."""
    return BankIdClient(config)


def _texts(purpose: Purpose, visible: str | None, hidden: bytes | None, *, markdown: bool) -> dict[str, Any]:
    """The two texts in base64; raises TextTooLong before anything is sent."""
    visible_limit, hidden_limit = LIMITS[purpose]
    body: dict[str, Any] = {}
    if visible is not None:
        body["userVisibleData"] = _base64(visible.encode("utf-8"), visible_limit)
        if markdown:
            body["userVisibleDataFormat"] = "simpleMarkdownV1"
    if hidden is not None:
        body["userNonVisibleData"] = _base64(hidden, hidden_limit)
    return body


def _base64(data: bytes, limit: int) -> str:
    text = base64.b64encode(data).decode("ascii")
    if len(text) > limit:
        raise TextTooLong(f"BankID takes at most {limit} characters in base64; this is {len(text)}.")
    return text


def _circumstances(
    end_user_ip: str,
    requirement: Requirement | None,
    return_url: str | None,
    web: WebContext | None,
    *,
    return_risk: bool,
) -> dict[str, Any]:
    """Who orders, from where, and what is demanded; only the members that were set."""
    body: dict[str, Any] = {"endUserIp": end_user_ip}
    if requirement is not None and (demands := requirement.to_json()):
        body["requirement"] = demands
    if return_url is not None:
        body["returnUrl"] = return_url
    if return_risk:
        body["returnRisk"] = True
    if web is not None:
        body["web"] = web.to_json()
    return body


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as problem:
        raise UnknownAnswer("the answer is not JSON", http_status=response.status_code) from problem
    if not isinstance(answer, dict):
        raise UnknownAnswer("the answer is not a JSON object", http_status=response.status_code)
    return answer


def _error_from(response: httpx.Response) -> BankIdError:
    """The typed error of an answer other than 200."""
    status = response.status_code
    try:
        answer = _json_object(response)
    except UnknownAnswer:
        answer = {}
    code, details = str(answer.get("errorCode", "")), str(answer.get("details", ""))
    if status == 429:
        return TooManyRequests(details, retry_after=_seconds(response.headers.get("Retry-After")))
    if code in BY_CODE:
        return BY_CODE[code](details, http_status=status)
    if status == 503:
        return Maintenance(details, http_status=status)
    return UnknownAnswer(details, http_status=status, code=code or None)


def _seconds(header: str | None) -> float:
    """The Retry-After header in seconds; one second when it is missing or a date."""
    try:
        return max(0.0, float(header or 1))
    except ValueError:
        return 1.0
