"""A server that wishes us ill: whatever it answers, a request ends, in time and in little memory."""

import gzip
import itertools
import json
import time
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest

from armkrok.services.school.egil import listing
from armkrok.services.school.egil.answers import Answer, ListingRefused, Unreachable, Verdict, Why
from armkrok.services.school.egil.transport import Patience, Sender
from armkrok.services.school.tests.egil_objects import body, user
from armkrok.services.school.tests.speaking import HASTY, QUICK, by_key, speaking
from tests.support.hostile import Hostile, Script, answering, whole

OK = b"HTTP/1.1 200 OK\r\n"


def create(there: Hostile, patience: Patience = QUICK) -> Answer:
    return speaking(by_key(there.url), lambda to: to.create("Users", body(user(1))), patience=patience)


def why(script: Script, patience: Patience = QUICK) -> Why:
    with answering(script) as there:
        with pytest.raises(Unreachable) as problem:
            create(there, patience)
        return problem.value.why


def created(content: bytes, *headers: str) -> Answer:
    with answering(lambda *_: whole(content, 201, *headers)) as there:
        return create(there)


def listed(script: Script) -> list[str]:
    async def names(to: Sender) -> list[str]:
        return [str(one.get("id")) for one in [found async for found in to.listing("Users")]]

    with answering(script) as there:
        return speaking(by_key(there.url), names)


def page(*objects: Any, total: str = "") -> Iterable[bytes]:
    of = f'"totalResults":{total},' if total else ""
    yield from whole(f'{{{of}"Resources":[{",".join(map(json.dumps, objects))}]}}'.encode())


# ---- the answer as such


def _endless(first: bytes, piece: bytes) -> Iterator[bytes]:
    yield first
    yield from itertools.repeat(piece)


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param((OK + b"\r\n", b"x" * 60_000), id="a body without length"),
        pytest.param((OK + b"Content-Length: 99999999999\r\n\r\n", b"x" * 60_000), id="a long body"),
        pytest.param((OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9000), id="chunks"),
        pytest.param((OK + b"X-Long: ", b"x" * 60_000), id="one header"),
        pytest.param((OK, b"X-Many: y\r\n" * 5000), id="many headers"),
        pytest.param((b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000), id="preliminary answers"),
        pytest.param((b"", b"\x00\x16\x03" * 5000), id="no HTTP"),
    ],
)
def test_an_answer_without_end_is_given_up(endless: tuple[bytes, bytes]) -> None:
    assert why(lambda *_: _endless(*endless)) == Why.ANSWER


def _dripping(first: bytes) -> Iterator[bytes]:
    """A byte now and then, for as long as anybody listens."""
    yield first
    while True:
        time.sleep(0.05)
        yield b"x"


@pytest.mark.parametrize(
    "first", [b"", OK, OK + b"X-Slow: ", OK + b"Content-Length: 5000\r\n\r\n", OK + b"\r\n"]
)
def test_an_answer_that_drips_is_given_up_in_time(first: bytes) -> None:
    assert why(lambda *_: _dripping(first), HASTY) in {Why.TIMEOUT, Why.ANSWER}


def test_what_is_packed_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    answer = created(bomb, "Content-Encoding: gzip", "Content-Type: application/json")
    assert (answer.verdict, answer.id, len(answer.text) <= 500) == (Verdict.DONE, None, True)


def test_what_an_answer_says_can_be_kept_and_shown() -> None:
    answer = created(b"\x00\x1b[31mr\xc3\xb6tt\r\n\xe2\x80\xae\xff<b>", "X: 1")
    assert answer.text.isprintable()
    assert answer.text == "\ufffd\ufffd[31mrött  \ufffd\ufffd<b>"


@pytest.mark.parametrize(
    "header",
    ["99999999", "Fri, 31 Dec 9999 23:59:59 GMT", "1e300", "inf", "nan", "-5", "soon", "", "9" * 5000],
)
def test_who_is_busy_for_ever_is_left(header: str) -> None:
    with answering(lambda *_: whole(b"", 429, f"Retry-After: {header}")) as there:
        began = time.monotonic()
        assert create(there).verdict == Verdict.BUSY
        assert time.monotonic() - began < 20
        assert len(there.asked) <= 4


# ---- the id that it gives


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("../Employments/1", "..%2FEmployments%2F1"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("//elsewhere.example/x", "%2F%2Felsewhere.example%2Fx"),
        ("a%2e%2e%2fb", "a%252e%252e%252fb"),
        ("åäö 1", "%C3%A5%C3%A4%C3%B6%201"),
    ],
)
def test_an_id_is_one_step_of_an_address(given: str, target: str) -> None:
    content = json.dumps({"id": given}).encode()

    async def both(to: Sender) -> Answer:
        made = await to.create("Users", body(user(1)))
        return await to.replace("Users", made.id or "", body(user(1)))

    with answering(lambda *_: whole(content)) as there:
        assert speaking(by_key(there.url), both).verdict == Verdict.DONE
        assert there.asked == ["POST /Users", f"PUT /Users/{target}"]


@pytest.mark.parametrize(
    "given",
    [".", "..", "", "a\nb", "a\r\nX: y", "\x00", "\u202eb", "\ud800", "x" * 256, "x" * 200_000, 1, None, {}],
)
def test_an_id_that_cannot_be_one_is_none(given: Any) -> None:
    assert created(json.dumps({"id": given}).encode()).id is None


@pytest.mark.parametrize(
    ("location", "known_as"),
    [
        ("https://a.example/v2/Users/abc", "abc"),
        ("/Users/a%2Fb%20c", "a/b c"),
        ("/Users/..", None),
        ("/Users/%2e%2e", None),
        ("/Users/%00", None),
        ("/Users/" + "x" * 300, None),
    ],
)
def test_an_id_in_the_address_that_is_given(location: str, known_as: str | None) -> None:
    assert created(b"{}", f"Location: {location}").id == known_as


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"id":' * 30_000, b"9" * 200_000, b'{"id":NaN}'])
def test_json_that_goes_too_deep(content: bytes) -> None:
    answer = created(content)
    assert (answer.verdict, answer.id) == (Verdict.DONE, None)


# ---- what it lists


def _numbered() -> Script:
    numbers = itertools.count(1)
    return lambda *_: page({"id": str(UUID(int=next(numbers)))}, total="999999999")


def test_a_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 50)
    with pytest.raises(ListingRefused):
        listed(_numbered())


def test_a_list_that_takes_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LONGEST", 0.3)
    with pytest.raises(Unreachable) as problem:
        listed(_numbered())
    assert problem.value.why == Why.TIMEOUT


def test_a_list_that_repeats_itself() -> None:
    one = {"id": str(UUID(int=1))}
    assert listed(lambda *_: page(one, one, total="1000000")) == [one["id"]]


def test_ids_in_a_list_that_cannot_be_any_are_left_out() -> None:
    good = str(UUID(int=1))
    wrong: list[Any] = ["..", "\x00", "x" * 10_000_000, 7, None, {"id": good}, [good]]
    assert listed(lambda *_: page(*({"id": one} for one in wrong), {"id": good}, total="8")) == [good]


@pytest.mark.parametrize(
    "content",
    [
        b'{"totalResults":1e999,"Resources":[{"id":"a"}]}',
        b'{"totalResults":' + b"9" * 5000 + b',"Resources":[{"id":"a"}]}',
        b'{"Resources":[{"id":"a","b":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}",
        b'{"Resources":[{"id":"a","b":[' + b"[]," * 100_000 + b"[]]}]}",
        b'{"Resources":[{"id":"a"}',
        b"[" * 200_000,
    ],
    ids=["infinite", "a huge number", "deep", "wide", "half", "brackets"],
)
def test_a_list_that_cannot_be_read(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PARTS", 50_000)
    with pytest.raises(ListingRefused):
        listed(lambda *_: whole(content))


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"null", b'{"Resources":7}', b'{"Resources":[1,"a",null]}']
)
def test_a_list_of_nothing(content: bytes) -> None:
    assert listed(lambda *_: whole(content)) == []
