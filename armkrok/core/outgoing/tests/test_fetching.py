"""Asking an address and reading the answer, over the wire."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from armkrok.core.outgoing import NotDelivered, TooLarge, Why, fetch
from tests.support.receivers import Running, certificate, receiver, receiving  # noqa: F401


def test_the_answer_is_read_with_its_headers(receiver: Running) -> None:  # noqa: F811
    fetch("POST", f"{receiver.url}/in", body=b"{}", headers={"X-One": "1"})
    answer = fetch("GET", f"{receiver.url}/told")
    (message,) = json.loads(answer.body)["received"]
    assert (answer.status, message["headers"]["x-one"]) == (200, "1")
    assert answer.headers["content-length"] == str(len(answer.body))


def test_of_a_header_that_stands_twice_the_first_counts(receiver: Running) -> None:  # noqa: F811
    receiver.how(status=302, headers={"Location": f"{receiver.url}/inside", "Content-length": "0"})
    answer = fetch("POST", f"{receiver.url}/in")
    assert (answer.status, answer.headers["location"]) == (302, f"{receiver.url}/inside")
    assert [one["path"] for one in receiver.received] == ["/in"]


def test_a_huge_answer_is_given_up(receiver: Running) -> None:  # noqa: F811
    receiver.how(huge=100_000)
    began = time.monotonic()
    with pytest.raises(TooLarge) as problem:
        fetch("POST", receiver.url, largest=100_000)
    assert problem.value.why == Why.ANSWER
    assert time.monotonic() - began < 20


def test_an_inner_address_is_not_asked(settings: Any) -> None:
    settings.OUTGOING_HOSTS = []
    for url in ("https://169.254.169.254/latest", "http://localhost/", "https://127.0.0.1/"):
        with pytest.raises(NotDelivered) as problem:
            fetch("GET", url)
        assert problem.value.why == Why.ADDRESS


def test_the_roots_named_are_the_only_ones(tmp_path: Path, settings: Any) -> None:
    settings.OUTGOING_HOSTS = ["localhost"]
    good, other = (certificate(tmp_path / name, "localhost") for name in ("good.pem", "other.pem"))
    with receiving(good) as running:
        assert fetch("GET", running.url, roots=good.read_text()).status == 200
        for roots in ("", other.read_text()):
            with pytest.raises(NotDelivered) as problem:
                fetch("GET", running.url, roots=roots)
            assert problem.value.why == Why.CERTIFICATE
