"""Every answer that BankID may give, from a server that says whatever the test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from armkrok.core.identity.bankid import errors
from armkrok.core.identity.bankid.client import BankIdClient
from armkrok.core.identity.bankid.config import BankIdConfig
from armkrok.core.identity.bankid.orders import Pending
from tests.support.http_server import http_server

IP = "192.0.2.7"


class Scripted(BaseHTTPRequestHandler):
    """Answers every POST with the server's script."""

    script: tuple[int, str] = (200, "{}")

    def do_POST(self) -> None:
        status, body = self.script
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """Stay silent."""


@pytest.fixture
def scripted() -> Iterator[BankIdClient]:
    """A client of a server whose every answer the test decides."""
    with http_server(Scripted) as url:
        client = BankIdClient(BankIdConfig(url, (Path("r.pem"),), "Sundby"), sleep=lambda seconds: None)
        yield client
        client.close()


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (status, error.error_code, error)
        for error, status in (
            (errors.AlreadyInProgress, 400),
            (errors.InvalidParameters, 400),
            (errors.Unauthorized, 401),
            (errors.Unauthorized, 403),
            (errors.NotFound, 404),
            (errors.MethodNotAllowed, 405),
            (errors.RequestTimeout, 408),
            (errors.UnsupportedMediaType, 415),
            (errors.TooManyRequests, 429),
            (errors.InternalError, 500),
            (errors.Maintenance, 503),
        )
    ]
    + [(503, "", errors.Maintenance), (400, "inventedNextYear", errors.UnknownAnswer)],
)
def test_every_error_code_has_its_exception(
    scripted: BankIdClient,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    code: str,
    error: type[errors.BankIdError],
) -> None:
    monkeypatch.setattr(Scripted, "script", (status, json.dumps({"errorCode": code, "details": "why"})))
    with pytest.raises(errors.BankIdError) as refused:
        scripted.collect("x")
    assert type(refused.value) is error
    assert refused.value.http_status == status
    assert refused.value.details == "why"
    if error is errors.UnknownAnswer:
        assert refused.value.code == code


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "{}",
        '{"orderRef": "x", "status": "elsewhere"}',
        '{"orderRef": "x", "status": "complete"}',
        '{"orderRef": "x", "status": "complete", "completionData": {"user": []}}',
    ],
)
def test_an_answer_of_another_shape_is_unknown(
    scripted: BankIdClient, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(Scripted, "script", (200, body))
    with pytest.raises(errors.UnknownAnswer):
        scripted.collect("x")
    with pytest.raises(errors.UnknownAnswer):
        scripted.auth(end_user_ip=IP)


def test_unknown_members_are_ignored(scripted: BankIdClient, monkeypatch: pytest.MonkeyPatch) -> None:
    body = '{"orderRef": "x", "status": "pending", "hintCode": "userSign", "new": {"a": 1}}'
    monkeypatch.setattr(Scripted, "script", (200, body))
    assert scripted.collect("x") == Pending("x", "userSign")
