"""A federation's signed metadata: whom it names, and everything that makes it not be trusted."""

import base64
import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from armkrok.services.school.egil.federation import (
    FeedExpired,
    FeedRefused,
    Metadata,
    NoSuchServer,
    find_server,
    normalised,
    read_feed,
)
from tests.support.suppliers import Suppliers

LINDEN = "https://linden.example"


def read(suppliers: Suppliers, at: datetime | None = None) -> Metadata:
    return read_feed(suppliers.feed, suppliers.jwks, at or datetime.now(UTC))


def test_a_feed_tells_who_is_in_the_federation(suppliers: Suppliers) -> None:
    found = read(suppliers)
    server = find_server(found, LINDEN, ["egilv1"])
    assert found.issuer == "https://federation.example"
    assert found.cache_for == timedelta(seconds=5)
    assert server.base_uri == f"https://127.0.0.1:{suppliers.tls}/linden/egil"
    assert server.pins == {suppliers.pins["server"]}
    assert "BEGIN CERTIFICATE" in server.issuers[0]


def test_a_feed_says_nothing_of_how_long_it_may_be_kept(suppliers: Suppliers) -> None:
    suppliers.publish(cache_ttl=None)
    assert read(suppliers).cache_for == timedelta(hours=1)


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"alg": "RS256"}, "signature"),
        ({"alg": "none"}, "signature"),
        ({"alg": "HS256"}, "signature"),
        ({"wrong_key": True}, "signature"),
        ({"header": {"kid": "another"}}, "signature"),
        ({"header": {"kid": None}}, "signature"),
        ({"header": {"exp": None}}, "no time"),
        ({"header": {"exp": "2030-01-01"}}, "no time"),
        ({"header": {"exp": True}}, "no time"),
        ({"header": {"exp": 1e300}}, "no time"),
        ({"header": {"iat": None}}, "no time"),
        ({"header": {"iss": None}}, "no issuer"),
        ({"header": {"crit": ["x"], "x": 1}}, "signature"),
        ({"lifetime": -1}, "expired"),
        ({"lifetime": 0}, "expired"),
    ],
)
def test_what_is_not_trusted(suppliers: Suppliers, wishes: dict[str, Any], reason: str) -> None:
    assert read(suppliers)
    suppliers.publish(**wishes)
    with pytest.raises(FeedRefused) as refused:
        read(suppliers)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "issuer",
    [
        "https://other.example",
        "https://federation.example/",
        "HTTPS://federation.example",
        "federation.example",
    ],
)
def test_an_issuer_that_is_written_down_is_the_only_one(suppliers: Suppliers, issuer: str) -> None:
    feed, keys, at = suppliers.feed, suppliers.jwks, datetime.now(UTC)
    assert read_feed(feed, keys, at, "https://federation.example")
    with pytest.raises(FeedRefused) as refused:
        read_feed(feed, keys, at, issuer)
    assert refused.value.reason == "another issuer"


def test_a_feed_is_trusted_until_its_time_and_not_after(suppliers: Suppliers) -> None:
    suppliers.publish(lifetime=60)
    found = read(suppliers)
    assert read(suppliers, found.expires_at - timedelta(seconds=2))
    with pytest.raises(FeedExpired):
        read(suppliers, found.expires_at + timedelta(seconds=2))
    with pytest.raises(FeedExpired):
        found.demand_unexpired(found.expires_at)


def test_a_feed_from_the_future_is_not_trusted(suppliers: Suppliers) -> None:
    with pytest.raises(FeedRefused) as refused:
        read(suppliers, datetime.now(UTC) - timedelta(minutes=6))
    assert refused.value.reason == "not yet valid"


def _other_payload(document: dict[str, Any]) -> None:
    payload = {"version": "1.0.0", "entities": []}
    document["payload"] = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()


def _unprotected(document: dict[str, Any]) -> None:
    signature = document["signatures"][0]
    signature["header"] = {"alg": "ES256", "kid": "x", "exp": 9_999_999_999}
    del signature["protected"]


def _flattened(document: dict[str, Any]) -> None:
    document |= document.pop("signatures")[0]


@pytest.mark.parametrize("change", [_other_payload, _unprotected, _flattened])
def test_a_feed_that_was_changed_on_the_way(
    suppliers: Suppliers, change: Callable[[dict[str, Any]], None]
) -> None:
    document = json.loads(suppliers.feed)
    changed = copy.deepcopy(document)
    change(changed)
    keys, now = suppliers.jwks, datetime.now(UTC)
    assert read_feed(json.dumps(document).encode(), keys, now)
    with pytest.raises(FeedRefused):
        read_feed(json.dumps(changed).encode(), keys, now)


@pytest.mark.parametrize(
    "feed",
    [b"", b"[]", b"{}", b"null", b"\xff", b'{"payload":1,"signatures":[{"protected":1,"signature":2}]}'],
)
def test_what_is_no_feed(suppliers: Suppliers, feed: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_feed(feed, suppliers.jwks, datetime.now(UTC))


def test_only_the_key_that_is_named_counts(suppliers: Suppliers) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": suppliers.jwks["keys"][0]["kid"]})
    with pytest.raises(FeedRefused):
        read_feed(suppliers.feed, {"keys": [stranger.as_dict(private=False)]}, datetime.now(UTC))
    other = ECKey.generate_key("P-256", {"kid": "other"}).as_dict(private=False)
    both = {"keys": [other, *suppliers.jwks["keys"]]}
    assert read_feed(suppliers.feed, both, datetime.now(UTC))


def test_pins_of_old_feeds_are_read(suppliers: Suppliers) -> None:
    suppliers.publish(old_names=True)
    assert find_server(read(suppliers), LINDEN, []).pins == {suppliers.pins["server"]}


def test_two_pins_while_a_key_is_changed(suppliers: Suppliers) -> None:
    both = [suppliers.pins["server"], suppliers.pins["next"]]
    suppliers.publish(pins={LINDEN: both})
    assert find_server(read(suppliers), LINDEN, []).pins == set(both)


@pytest.mark.parametrize("tags", [[], ["egilv1"], ["EGILv1"], ["sandbox", "egilv1"], [" egilv1 ", "SANDBOX"]])
def test_tags_in_any_order_and_case(suppliers: Suppliers, tags: list[str]) -> None:
    assert find_server(read(suppliers), LINDEN, tags).base_uri


@pytest.mark.parametrize("tags", [["egilv2"], ["egilv1", "egilv2"], ["egil-v1"], [""], ["a" * 65]])
def test_tags_that_nobody_has(suppliers: Suppliers, tags: list[str]) -> None:
    with pytest.raises(NoSuchServer) as problem:
        find_server(read(suppliers), LINDEN, tags)
    assert problem.value.reason == "tags"


def test_an_entity_that_left(suppliers: Suppliers) -> None:
    suppliers.publish(without=[LINDEN])
    with pytest.raises(NoSuchServer) as problem:
        find_server(read(suppliers), LINDEN, [])
    assert problem.value.reason == "entity"


@pytest.mark.parametrize(
    "pins",
    [[], ["not base64!"], [base64.b64encode(b"short").decode()], [base64.b64encode(b"x" * 33).decode()]],
)
def test_a_server_without_a_usable_pin_is_not_there(suppliers: Suppliers, pins: list[str]) -> None:
    suppliers.publish(pins={LINDEN: pins})
    with pytest.raises(NoSuchServer):
        find_server(read(suppliers), LINDEN, [])


@pytest.mark.parametrize(
    "text",
    [
        "HTTPS://Linden.Example",
        "https://linden.example/",
        "https://linden.example:443",
        " https://linden.example ",
    ],
)
def test_entity_ids_are_compared_normalised(suppliers: Suppliers, text: str) -> None:
    server = find_server(read(suppliers), text, [])
    assert server.base_uri == f"https://127.0.0.1:{suppliers.tls}/linden/egil"


def test_what_normalising_leaves_apart() -> None:
    assert normalised("https://a.example/Skola") == "https://a.example/Skola"
    assert normalised("https://a.example:8443/") == "https://a.example:8443"
    assert normalised("urn:a:b") == "urn:a:b"
    assert normalised("https://[bad") == "https://[bad"


def _metadata(entities: list[dict[str, Any]]) -> Metadata:
    now = datetime.now(UTC)
    known = {normalised(one["entity_id"]): one for one in entities}
    return Metadata("iss", now, now + timedelta(hours=1), timedelta(hours=1), known)


def _server(uri: str, *tags: str) -> dict[str, Any]:
    return {
        "base_uri": uri,
        "tags": list(tags),
        "pins": [{"alg": "sha256", "digest": base64.b64encode(uri.encode().ljust(32)[:32]).decode()}],
    }


def _entity(*servers: dict[str, Any]) -> dict[str, Any]:
    return {
        "entity_id": "https://a.example",
        "issuers": [{"x509certificate": "PEM"}],
        "servers": list(servers),
    }


def test_several_servers_need_a_tag_more() -> None:
    found = _metadata(
        [_entity(_server("https://one.example", "a", "one"), _server("https://two.example", "a"))]
    )
    with pytest.raises(NoSuchServer) as problem:
        find_server(found, "https://a.example", ["a"])
    assert problem.value.reason == "several"
    assert find_server(found, "https://a.example", ["one", "a"]).base_uri == "https://one.example"


def test_a_server_must_be_https_and_have_an_issuer() -> None:
    plain = _entity(_server("http://one.example"))
    orphan = _entity(_server("https://one.example")) | {"issuers": []}
    md5 = _server("https://one.example") | {"pins": [{"alg": "md5", "digest": "A" * 43 + "="}]}
    for entity in (plain, orphan, _entity(md5)):
        with pytest.raises(NoSuchServer):
            find_server(_metadata([entity]), "https://a.example", [])
