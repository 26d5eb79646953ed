"""Whatever comes, it is refused or read: nothing else is ever raised."""

import base64
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armkrok.core.identity.oidc import OidcConfig, begin, finish, only_once
from armkrok.core.identity.oidc.config import ClaimNames
from armkrok.core.identity.oidc.finishing import _together, anything
from armkrok.core.identity.oidc.judging import Moment, judge_id_token
from armkrok.core.identity.oidc.keys import client_key, new_client_key
from armkrok.core.identity.oidc.published import Publications, _keys, _metadata
from armkrok.core.identity.oidc.reading import birth_date_of, level_of, numbers_of, text_of
from armkrok.core.identity.oidc.strict_json import NotStrict, read_object
from armkrok.core.identity.oidc.tokens import Signed, read_token
from armkrok.core.identity.proof import NotProved, Refused, Unavailable
from armkrok.kit.days import now
from tests.support.openid import RETURN, OpenId

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
NAMES = ClaimNames(
    personal_number="pnr", coordination_number="snr", coordination_level="snl", prid="prid",
    prid_persistence="pridp", mapped_number="mnr", mapped_binding="mb",
)  # fmt: skip
CONFIG = OidcConfig(
    "https://op.example", "us", "hemlig", claims=NAMES, accepted=(LOA3,), bindings=("b",), max_age=0
)
KEY = client_key(new_client_key())

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
anything_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CLAIM_NAMES = [
    "iss", "aud", "azp", "exp", "iat", "nbf", "nonce", "sub", "acr", "auth_time", "at_hash", "given_name",
    "family_name", "name", "birthdate", "pnr", "snr", "snl", "prid", "pridp", "mnr", "mb",
]  # fmt: skip
likely = st.sampled_from(
    ["https://op.example", "us", "n", LOA3, "b", "A", "confirmed", "DK:123456", "1980-01-02", 1_800_000_000]
)
claims = st.dictionaries(st.sampled_from(CLAIM_NAMES), likely | anything_json, max_size=22)
lightly = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


class Offline(Publications):
    """A provider whose key is known already."""

    def keys(self, **_: Any) -> tuple[Any, ...]:
        """As it would be fetched."""
        return (KEY,)


@lightly
@given(claims)
def test_any_claims(found: dict[str, Any]) -> None:
    signed, moment = Signed(found, "ES256", KEY), Moment(1_800_000_000, 1_800_000_010)
    readers = (
        lambda: judge_id_token(signed, CONFIG, moment, nonce="n", access_token="a", forced=True),
        lambda: level_of(found, CONFIG),
        lambda: numbers_of(found, CONFIG, anything),
        lambda: birth_date_of(found, CONFIG),
        lambda: [text_of(found, name) for name in CLAIM_NAMES],
        lambda: _together(found, found, CONFIG),
    )
    for read in readers:
        with suppress(NotProved):
            read()


@lightly
@given(st.text(max_size=60) | st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_any_token(found: str | list[bytes]) -> None:
    token = found if isinstance(found, str) else ".".join(_base64(part) for part in found)
    with pytest.raises(NotProved):
        read_token(token, CONFIG, Offline("https://op.example", ""))


@lightly
@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x5c"]), anything_json))
def test_any_header(header: dict[str, Any]) -> None:
    token = ".".join(_base64(part) for part in (json.dumps(header).encode(), b"{}", b"x"))
    with pytest.raises(NotProved):
        read_token(token, CONFIG, Offline("https://op.example", ""))


@lightly
@given(st.binary(max_size=80) | anything_json.map(lambda value: json.dumps(value).encode()))
def test_any_document(data: bytes) -> None:
    try:
        found = read_object(data)
    except NotStrict:
        return
    with pytest.raises(Unavailable):
        _metadata(found, "https://op.example")


@lightly
@given(
    st.dictionaries(
        st.sampled_from(["kty", "n", "e", "crv", "x", "y", "kid", "use", "alg", "key_ops"]),
        st.sampled_from(["RSA", "EC", "P-256", "AQAB", "sig", "AA", "RS256"]) | anything_json,
    )
)
def test_any_key(found: dict[str, Any]) -> None:
    assert len(_keys({"keys": [found, found]})) <= 2


@pytest.mark.parametrize("token", ["a.b.c.d.e", "e30.e30.e30.e30.e30", "a.b.c"])
def test_any_encrypted_token(token: str) -> None:
    config = replace(CONFIG, secret=new_client_key(), encrypted=True)
    with pytest.raises(NotProved, match="id_token_encryption"):
        read_token(token, config, Offline("https://op.example", ""))


def test_json_that_is_deep_or_has_huge_numbers() -> None:
    for text in ("[" * 100_000, '{"a":' * 50_000, '{"a": ' + "9" * 10_000 + "}", '{"a": 1e999}'):
        try:
            found = read_object(text.encode())
        except NotStrict:
            continue
        with pytest.raises(NotProved):
            judge_id_token(
                Signed(found, "ES256", KEY), CONFIG, Moment(0, 0), nonce="n", access_token="", forced=True
            )  # fmt: skip


@settings(lightly, max_examples=40)
@given(
    st.dictionaries(st.sampled_from(["code", "iss", "error"]), st.text(min_size=1, max_size=30), min_size=1),
    st.just("right") | st.text(max_size=30),
)
def test_any_answer(openid: OpenId, answer: dict[str, str], state: str) -> None:
    begun = begin(openid.config(), redirect_uri=RETURN)
    params = answer | {"state": begun.state if state == "right" else state}
    with pytest.raises((NotProved, Refused, Unavailable)):
        finish(openid.config(), begun.remember, params, redirect_uri=RETURN, now=now())


@lightly
@given(st.text(max_size=200))
def test_any_query(query: str) -> None:
    with suppress(NotProved):
        assert all(isinstance(value, str) for value in only_once(query).values())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
