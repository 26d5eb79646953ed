"""Whole runs towards a receiver that wishes us ill: they end, say why, and what we know stays right."""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

import pytest

from armkrok.kit import patterns
from armkrok.services.school.egil import listing
from armkrok.services.school.models import PupilGroup, Receiver, SentObject, Wanted
from armkrok.services.school.sending import rules
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.site.settling import Settled
from tests.support.hostile import Hostile, Script, answering, whole
from tests.support.people import Visit
from tests.support.suppliers import Suppliers

OBJECTS = 19


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


class _At:
    """The receiver is there for as long as the block lasts."""

    def __init__(self, ground: Ground, script: Script) -> None:
        self.ground, self.script = ground, script

    def __enter__(self) -> Hostile:
        self.running = answering(self.script)
        there = self.running.__enter__()
        self.ground.adjust(url=there.url)
        return there

    def __exit__(self, *problem: object) -> None:
        self.running.__exit__(None, None, None)
        self.ground.adjust(url=self.ground.suppliers.egil)


def test_what_it_says_is_shown_and_does_nothing(ground: Ground, visit: Visit) -> None:
    said = b"\x00\x07\x1b[2J<script>alert(1)</script>\xe2\x80\xae\xff"
    with _At(ground, lambda *_: whole(said, 500)):
        made = ground.send()
    assert made.state == State.PARTLY
    page = visit("sara").get(f"/sundby/skola/korningar/{made.pk}/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
    assert not set(page.html) & {"\x00", "\x07", "\x1b", "\u202e"}
    assert ground.send().state == State.DONE


@pytest.mark.parametrize("given", ["..", "\x00", "x" * 100_000, "a\nb", "../../x"])
def test_the_ids_that_it_gives(ground: Ground, given: str) -> None:
    ground.adjust(id_mode=Receiver.IdMode.ASSIGNED)
    content = json.dumps({"id": given, "Resources": [], "totalResults": 0}).encode()
    with _At(ground, lambda *_: whole(content)) as there:
        made = ground.send()
        assert made.state == State.DONE
        assert sum(one.startswith("POST") for one in there.asked) == OBJECTS
        ground.send(How.REMOVAL)
    assert not [one for one in there.asked if one.endswith(("/..", "/.")) or "/../" in one]


def test_ids_of_its_own_lead_nowhere_when_ours_hold(ground: Ground) -> None:
    other = str(UUID(int=7))
    with _At(
        ground,
        lambda method, _: whole(json.dumps({"id": other}).encode(), 200 if method != "DELETE" else 204),
    ):
        ground.send()
    with _At(ground, lambda *_: whole(b"", 204)) as there:
        ground.send(How.REMOVAL)
    assert len(there.asked) == OBJECTS
    assert not [one for one in there.asked if other in one]


def test_one_that_is_busy_until_next_year_ends_the_run(ground: Ground) -> None:
    ground.adjust(connections=1)
    with _At(ground, lambda *_: whole(b"", 429, "Retry-After: 31536000")) as there:
        began = time.monotonic()
        made = ground.send()
    assert (made.state, "bad oss vänta" in made.why) == (State.ABORTED, True)
    assert time.monotonic() - began < 10
    assert len(there.asked) == 1
    assert ground.send().state == State.DONE


def test_a_redirect_is_an_answer_and_no_way(ground: Ground) -> None:
    with answering(lambda *_: whole(b"", 200)) as elsewhere:
        with _At(ground, lambda *_: whole(b"", 307, f"Location: {elsewhere.url}/Users")):
            made = ground.send()
        assert (made.state, elsewhere.asked) == (State.PARTLY, [])


def _without_end() -> Script:
    numbers = itertools.count(1)

    def answer(*_: str) -> Iterator[bytes]:
        objects = [{"id": str(UUID(int=next(numbers)))} for _each in range(20)]
        yield from whole(json.dumps({"totalResults": 10**9, "Resources": objects}).encode())

    return answer


def test_a_list_without_end_leaves_what_we_know(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.send()
    before = ground.states()
    monkeypatch.setattr(listing, "MOST", 200)
    with _At(ground, _without_end()) as there:
        made = ground.send(How.REBUILD)
    assert made.state == State.ABORTED
    assert made.why.startswith("Mottagaren svarade något som inte går att läsa.")
    assert {one.partition(" ")[0] for one in there.asked} == {"GET"}
    assert ground.states() == before


def test_a_list_of_strange_ids_becomes_nothing_of_ours(ground: Ground) -> None:
    strange = ["../Users/1", "?x", "\x00", "x" * 1000, "{" + str(UUID(int=5)) + "}", "7"]
    content = json.dumps({"Resources": [{"id": one, "externalId": one} for one in strange]}).encode()
    with _At(ground, lambda *_: whole(content)):
        assert ground.send(How.REBUILD).state == State.DONE
    assert set(ground.states()) <= {str(UUID(int=5))}
    with ground.here():
        assert not SentObject.objects.exclude(remote_id="").exists()


def test_a_regular_expression_that_tries_every_way_ends_the_run(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.3)
    with ground.here():
        PupilGroup.objects.filter(name="8A").update(name="a" * 40 + "!")
        PupilGroup.objects.filter(name="8B").update(name="b" * 40)
        Wanted.objects.all().delete()
    ground.adjust(selection={"StudentGroup": {"attribute": "displayName", "matches": "(a|aa)+$"}})
    began = time.monotonic()
    made = ground.send()
    assert time.monotonic() - began < 20
    assert (made.state, "tar för lång tid" in made.why, ground.requests) == (State.ABORTED, True, [])
    assert "(a|aa)+$" in made.why


def test_slow_searches_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    rule = rules.compiled({"attribute": "displayName", "matches": "(a|aa)+$"})
    began = time.monotonic()
    with pytest.raises(rules.TooSlow):
        for _ in range(100_000):
            rule({"displayName": ["a" * 18 + "!"]})
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a|a)*$", "(x+x+)+y", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^(\w+\s?)*$"]
)
def test_known_traps_end_one_way_or_the_other(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    rule = rules.compiled({"attribute": "displayName", "matches": pattern})
    with suppress(rules.TooSlow):
        assert not rule({"displayName": ["a" * 40 + "!"]})


@pytest.mark.parametrize(
    ("pattern", "is_fitting"),
    [
        ("^[789]", True),
        (r"^\w+$", True),
        ("åsa", False),
        ("(?i)åsa", True),
        (r"^(?=.*Å)9", True),
        ("^8", False),
    ],
)
def test_expressions_are_pythons_own(pattern: str, is_fitting: bool) -> None:
    rule = rules.compiled({"attribute": "displayName", "matches": pattern})
    assert rule({"displayName": ["9Åsa"]}) == is_fitting


@pytest.mark.parametrize("pattern", ["(", "(?R)", r"\p{Lu}", "(?e)a{e<9}", "a" * 201, "[", "*"])
def test_expressions_that_are_none(pattern: str) -> None:
    with pytest.raises(rules.BadRule):
        rules.compiled({"attribute": "displayName", "matches": pattern})


def test_a_bad_rule_is_refused_when_it_is_written(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    page = sara.get(f"/sundby/skola/mottagare/{ground.receiver_id}/urval/")
    wrong = json.dumps({"StudentGroup": {"attribute": "displayName", "matches": "("}})
    refused = sara.submit(page, selection=wrong, status=422)
    assert refused.problems == ["Regeln går inte att läsa: ("]
    right = json.dumps({"StudentGroup": {"ids": [uuid_of(ground, "8A")]}})
    sara.submit(page, selection=right)
