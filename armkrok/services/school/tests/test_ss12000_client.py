"""The client of SS 12000 against the simulated school system, over the wire, with every oddity it has."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from armkrok.services.school.ss12000.answers import (
    Answer,
    Call,
    Garbled,
    GaveUp,
    NoAnswer,
    NotAllowed,
    NotLetIn,
    NotOffered,
    Refused,
)
from armkrok.services.school.ss12000.asking import Asker, Key
from armkrok.services.school.ss12000.client import Client
from tests.support.simulators import running

KEY = "hemlig"
OURS = Key(KEY)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


class School:
    """A running school system, and its switches."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.waits: list[float] = []
        self.http = httpx.Client(base_url=url, trust_env=False)

    def client(self, *, key: Key = OURS, page: int = 40, seconds: float = 10) -> Client:
        """A new client; waiting is only noted down."""
        return Client(f"{self.url}/v2.0", Asker(key, _calling(seconds), self.waits.append), page=page)

    def turn(self, switch: str, **said: Any) -> Any:
        """Turn a switch of the simulator's."""
        answer = self.http.post(f"/control/{switch}", json=said)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def asked(self) -> list[str]:
        """What it has been asked."""
        found: list[str] = self.http.get("/control/state").json()["asked"]
        return found


def _calling(seconds: float) -> Any:
    def call(asked: Call) -> Answer:
        try:
            came = httpx.request(
                asked.method, asked.url, content=asked.body, headers=asked.headers, timeout=seconds,
                trust_env=False,
            )  # fmt: skip
        except httpx.HTTPError as problem:
            raise NoAnswer(type(problem).__name__) from problem
        return Answer(
            came.status_code, {name.lower(): text for name, text in came.headers.items()}, came.content
        )

    return call


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("school")
    with running("armkrok.simulators.ss12000", home, "--pupils", "120", "--key", KEY) as found:
        yield found


@pytest.fixture
def school(url: str) -> Iterator[School]:
    found = School(url)
    found.turn("forget")
    yield found
    found.turn("faults", fault="")
    found.turn("oddities", oddities=[])


def ids(client: Client, kind: str, after: datetime | None = None) -> list[str]:
    """Of everything, in the order of the pages."""
    return [one["id"] for page in client.pages(kind, after) for one in page]


def test_every_page_is_read_and_nothing_else(school: School) -> None:
    found = ids(school.client(), "persons")
    assert len(set(found)) == len(found) == 130
    asked = school.asked()
    assert len(asked) == 4
    assert all("limit=40" in line for line in asked)
    assert sorted(found) == sorted(ids(school.client(page=1000), "persons"))


def test_a_delta_asks_for_what_was_modified_after(school: School) -> None:
    client = school.client()
    before = client.standing("persons")
    assert before is not None
    person = ids(client, "persons")[0]
    school.turn("change", deed="rename", person=person, given_name="Nytt", surname="Namn")
    after = before - timedelta(minutes=10)
    assert ids(client, "persons", after) == [person]
    assert "meta.modified.after=" in school.asked()[-1]
    school.turn("forget")
    assert len(ids(client, "persons", LONG_AGO)) == 130
    first, *rest = school.asked()
    assert "meta.modified.after=" in first
    assert len(rest) == 3
    assert not [line for line in rest if "meta.modified" in line], "a page token goes with limit alone"


def test_deleted_is_told_in_the_standards_spelling(school: School) -> None:
    client = school.client()
    moment = datetime.now(UTC) - timedelta(seconds=2)
    group = ids(client, "groups")[-1]
    activities = set(ids(client, "activities"))
    school.turn("change", deed="delete_group", group=group)
    gone = client.deleted(moment, ("persons", "groups", "activities"))
    assert gone is not None
    assert gone["groups"] == [group]
    assert set(gone["activities"]) == activities - set(ids(client, "activities"))
    school.turn("oddities", oddities=["no_deleted"])
    assert client.deleted(LONG_AGO, ("persons",)) is None


def test_organisations_under_their_own_name_are_read(school: School) -> None:
    ordinary = ids(school.client(), "organisations")
    school.turn("oddities", oddities=["organisations_key"])
    assert ids(school.client(), "organisations") == ordinary


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut"])
def test_passing_trouble_is_outwaited(school: School, fault: str) -> None:
    school.turn("faults", fault=fault, kind="persons", count=2)
    assert len(ids(school.client(), "persons")) == 130
    assert len(school.waits) == 2
    assert school.waits[0] <= (1 if fault in {"429", "503"} else 2)


def test_a_slow_answer_is_asked_for_again(school: School) -> None:
    school.turn("faults", fault="slow", kind="duties", count=1)
    assert ids(school.client(seconds=2), "duties")
    assert len(school.waits) == 1


@pytest.mark.parametrize("fault", ["500", "503", "cut"])
def test_lasting_trouble_is_given_up(school: School, fault: str) -> None:
    school.turn("faults", fault=fault)
    with pytest.raises(GaveUp):
        ids(school.client(page=10), "persons")
    assert len(school.asked()) == 5


def test_an_answer_too_large_is_asked_for_in_pieces(school: School) -> None:
    school.turn("oddities", oddities=["large_refused"])
    assert len(ids(school.client(page=500), "persons")) == 130


@pytest.mark.parametrize(
    ("fault", "problem"), [("401", NotLetIn), ("403", NotAllowed), ("404", NotOffered), ("torn", Garbled),
                           ("page", Garbled), ("loop", Garbled)]
)  # fmt: skip
def test_what_another_try_cannot_mend_stops_at_once(
    school: School, fault: str, problem: type[Exception]
) -> None:
    school.turn("faults", fault=fault, kind="groups")
    with pytest.raises(problem):
        ids(school.client(), "groups")
    assert not school.waits


def test_a_filter_that_the_source_does_not_know_is_no_empty_answer(school: School) -> None:
    client = school.client()
    with pytest.raises(Refused):
        client.asker.ask("GET", f"{school.url}/v2.0/persons?nonsense=1", "personer")


def test_a_token_is_asked_for_and_renewed_when_it_no_longer_holds(school: School) -> None:
    key = Key(KEY, f"{school.url}/oauth2/token", "armkrok", "ss12000")
    client = school.client(key=key)
    assert ids(client, "duties")
    school.turn("forget")  # which takes back every token
    assert ids(client, "duties")
    assert school.asked().count("POST /oauth2/token") == 1
    with pytest.raises(NotLetIn):
        ids(school.client(key=Key("fel", key.token_url, "armkrok")), "duties")
    with pytest.raises(NotLetIn):
        ids(school.client(key=Key("fel")), "duties")


def test_a_subscription_is_made_renewed_and_ended(school: School) -> None:
    client = school.client()
    made = client.subscribe("Armkrok", "http://127.0.0.1:1/avisering")
    assert made.expires is not None
    renewed = client.renew(made.id, datetime.now(UTC) + timedelta(days=30))
    assert renewed.id == made.id
    assert renewed.expires is not None
    assert renewed.expires >= made.expires
    client.unsubscribe(made.id)
    with pytest.raises(NotOffered):
        client.renew(made.id, datetime.now(UTC) + timedelta(days=30))
    school.turn("oddities", oddities=["no_subscriptions"])
    with pytest.raises(NotOffered):
        client.subscribe("Armkrok", "http://127.0.0.1:1/avisering")


def test_the_secret_goes_nowhere_in_an_address(school: School) -> None:
    calls: list[Call] = []

    def call(asked: Call) -> Answer:
        calls.append(asked)
        return Answer(200, {}, b'{"data": [], "pageToken": null}')

    client = Client("https://skola.example/v2.0/", Asker(Key(KEY), call))
    assert ids(client, "persons", LONG_AGO) == []
    assert KEY not in calls[0].url
    assert calls[0].url.startswith(
        "https://skola.example/v2.0/persons?meta.modified.after=2001-01-01T00%3A00%3A00"
    )


def test_a_certificate_that_does_not_hold_is_not_tried_again() -> None:
    waits: list[float] = []

    def call(asked: Call) -> Answer:
        raise NoAnswer("certifikatet", is_fatal=True) from ssl.SSLCertVerificationError()

    with pytest.raises(GaveUp, match="certifikatet"):
        ids(Client("https://skola.example", Asker(Key(KEY), call, waits.append)), "persons")
    assert not waits
