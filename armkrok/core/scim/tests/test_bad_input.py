"""What a directory, or somebody who has got its token, may try."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from armkrok.core.scim.tests.conftest import PATCH, USER, Directory
from armkrok.site.settling import Settled
from tests.support.unchanged import unchanged

DEEP = b'{"schemas":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ('userName eq "sara.lind@sundby.example"', 1),
        ('userName eq "SARA.LIND@sundby.example"', 1),
        ('userName sw "sara" and active eq true', 1),
        ('emails[type eq "work" and value co "sara.lind"]', 1),
        ('not (userName pr)', 0),
        ('externalId eq "nothing"', 0),
        ('userName eq "x\' OR 1=1 --"', 0),
        ('userName co "%"', 0),
        ('userName eq "a\\u0000b"', 0),
        ('id eq "not an id"', 0),
    ],
)  # fmt: skip
def test_filters_find_what_they_say(directory: Directory, asked: str, count: int) -> None:
    assert directory.ask("GET", f"/Users?filter={quote(asked)}")["totalResults"] == count


@pytest.mark.parametrize(
    "asked",
    [
        'password eq "x"', "userName", 'userName eq "x" or', "userName eq", 'userName xx "y"', "(" * 900,
        'person__numbers__sealed eq "x"', 'urn:x-armkrok:scim:schemas:extension:sweden:2.0:User:'
        'personalIdentityNumber sw "1"', 'userName eq "' + "x" * 3000 + '"', 'meta.created gt "igår"',
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_meant_is_refused(directory: Directory, asked: str) -> None:
    answer = directory.ask("GET", f"/Users?filter={quote(asked)}", status=400)
    assert answer["scimType"] in {"invalidFilter", "invalidSyntax", "invalidValue"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"\xff", DEEP, {"schemas": [USER]},
        {"schemas": [USER], "userName": 7}, {"schemas": [USER], "userName": "not an address"},
        {"schemas": [USER], "userName": "a\x00b@y.example"},
        {"schemas": [USER], "userName": "x" * 300},
        {"schemas": [USER], "userName": "a@y.example", "emails": [{"value": "a@y.example\r\nBcc: b@y.x"}]},
        {"schemas": [USER], "userName": "a@y.example", "title": "x" * 121},
        {"schemas": [USER], "userName": "a@y.example", "active": "perhaps"},
        {"schemas": [USER], "userName": "a@y.example", "name": "Ada"},
    ],
)  # fmt: skip
def test_a_user_that_cannot_be_read_is_refused(directory: Directory, towns: Settled, body: Any) -> None:
    with unchanged(towns):
        directory.ask("POST", "/Users", body, 400)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "id", "value": "x"}, {"op": "remove"}, {"op": "burn", "path": "title"},
        {"op": "remove", "path": "userName"}, {"op": "replace", "path": "emails[", "value": "x"},
        {"op": "replace", "path": "active", "value": None}, "x",
        {"op": "replace", "path": "active", "value": [1]},
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made_is_refused(
    directory: Directory, towns: Settled, operation: Any
) -> None:
    made = directory.add()
    with unchanged(towns):
        directory.patch(made, operation, status=400)


def test_a_huge_body_is_not_read(directory: Directory, towns: Settled) -> None:
    huge = {"schemas": [PATCH], "Operations": [{"op": "add", "path": "title", "value": "x" * 1_100_000}]}
    with unchanged(towns):
        directory.ask("POST", "/Users", huge, 413)


def test_without_the_scope_or_the_token_nothing_is_told(directory: Directory, towns: Settled) -> None:
    answer = Client().get("/api/v1/sundby/scim/v2/Users")
    assert answer.status_code == 401
    assert json.loads(answer.content)["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    directory.ask("POST", "/.search", {}, 501)
    directory.ask("GET", "/Nothing", status=404)
