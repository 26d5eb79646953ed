"""`armkrok incident`: whom and what the logs say that an incident reached, in ids and counts."""

import json
from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from armkrok.core.access.actor import Actor
from armkrok.core.administration.actions import leaving
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.kit.days import now
from armkrok.site.cli.incident import Asked, account, moment
from armkrok.site.cli.main import parser
from armkrok.site.cli.place import Stop
from armkrok.site.settling import Settled
from tests.support.people import inside

WHAT = "administration.members"


@pytest.fixture
def since(towns: Settled) -> datetime:
    """When the incident began: Sara looked at two people and ended one's employment, Johan looked at one."""
    began = now()
    with inside(towns, "sara") as sara:
        actor = Actor(person=sara.person, organisation=sara.organisation, ip="192.0.2.7")
        read(actor, [towns.people[key].pk for key in ("karin", "elif")], WHAT)
        leaving.end_employment(Member.objects.get(person=towns.people["amina"]), by=actor)
        _link()
    with inside(towns, "johan", "norrvik") as johan:
        read(johan, [towns.people["karin"].pk], WHAT)
        _link()
    return began


def _link() -> None:
    """The chains are linked at commit, or when somebody asks for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _asked(since: datetime, **more: object) -> Asked:
    return Asked(since, now() + timedelta(seconds=1), **more)  # type: ignore[arg-type]


def test_everybody_who_was_reached_is_told_by_id(towns: Settled, since: datetime) -> None:
    found = account(_asked(since))
    assert [one["organisation"] for one in found["organisations"]] == ["norrvik", "sundby"]
    sundby = found["organisations"][1]
    reached = {towns.people[key].pk for key in ("karin", "elif", "amina")}
    assert set(sundby["people"]) == reached
    assert found["people"] == 3
    assert sundby["reads"] == [{"what": WHAT, "how": "screen", "count": 1}]
    assert sundby["reads_by"] == [{"reader_kind": "person", "reader_id": towns.people["sara"].pk, "count": 1}]
    assert sundby["read_from"] == [{"ip": "192.0.2.7", "count": 1}]
    assert {"event": "EmploymentEnded", "count": 1} in sundby["deeds"]
    assert sundby["logs_are_whole"]


def test_no_name_or_number_is_told(towns: Settled, since: datetime) -> None:
    text = json.dumps(account(_asked(since)), default=str)
    for person in towns.people.values():
        assert str(person.name) not in text


def test_a_log_that_is_not_whole_is_told(towns: Settled, since: datetime) -> None:
    with inside(towns, "johan", "norrvik") as johan:
        read(johan, [towns.people["karin"].pk], WHAT)
    whole = {one["organisation"]: one["logs_are_whole"] for one in account(_asked(since))["organisations"]}
    assert whole == {"norrvik": False, "sundby": True}


def test_it_is_narrowed_by_organisation_time_and_who(towns: Settled, since: datetime) -> None:
    johan = towns.people["johan"].pk
    assert [one["organisation"] for one in account(_asked(since), "sundby")["organisations"]] == ["sundby"]
    assert account(Asked(since - timedelta(days=1), since))["organisations"] == []
    (norrvik,) = account(_asked(since, actor=johan))["organisations"]
    assert norrvik["people"] == [towns.people["karin"].pk]
    assert norrvik["deeds"] == []
    with pytest.raises(Stop):
        account(_asked(since), "ingenstans")


def test_a_moment_is_read_on_a_swedish_clock() -> None:
    assert moment("2026-11-22T08:00") == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert moment("2026-11-22T08:00+00:00") == datetime(2026, 11, 22, 8, tzinfo=UTC)
    with pytest.raises(ArgumentTypeError):
        moment("i går")
    wanted = parser().parse_args(["incident", "--from", "2026-11-22", "--until", "2026-11-23T12:00"])
    assert (wanted.module, wanted.organisation, wanted.actor) == ("incident", None, None)
    assert wanted.until - wanted.since == timedelta(hours=36)
