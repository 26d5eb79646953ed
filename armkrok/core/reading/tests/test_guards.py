"""The guards of the read log: with each one taken away, what it guards against happens."""

import pytest
from django.db import ProgrammingError, connection, connections

from armkrok.core.reading.log import read
from armkrok.core.reading.queries import reads_of
from armkrok.core.reading.verification import verify
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled, settle
from tests.support.people import inside

TABLES = ("reading_readrow", "reading_readsubject")


@pytest.fixture
def people(committed_db: None) -> Settled:
    """Both towns, committed; Sara of Sundby has read about Karin and Elif."""
    found = settle()
    with inside(found, "sara") as sara:
        read(sara, [found.people[key].pk for key in ("karin", "elif")], "administration.members")
    return found


def _as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connections["owner"].close()


def _seen(people: Settled, town: str = "", person: str = "") -> set[str]:
    """Tables with rows that the database itself shows, when the managers are left out."""
    place = people.organisations[town].pk if town else None
    with scope(place, people.people[person].pk if person else None), connection.cursor() as cursor:
        return {
            table
            for table in TABLES
            if cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
            and cursor.fetchone()
        }


def test_the_policies_of_the_database(people: Settled) -> None:
    assert _seen(people, "norrvik") == _seen(people, person="mikael") == set()
    assert _seen(people, person="karin") == set(TABLES)
    _as_owner(*(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in TABLES))
    assert _seen(people, "norrvik") == _seen(people, person="mikael") == set(TABLES)
    with scope(people.organisations["norrvik"].pk):
        assert verify().rows == 0, "the managers are a wall of their own"


def test_the_policy_that_shows_people_their_own(people: Settled) -> None:
    karin = people.people["karin"].pk
    with scope(None, karin):
        assert len(reads_of(karin)) == 1
    _as_owner(*(f"DROP POLICY own ON {table}" for table in TABLES))
    with scope(None, karin):
        assert reads_of(karin) == []


def _forget(people: Settled) -> bool:
    """Whether the application could take the read away, as an intruder in it might want to."""
    try:
        with scope(people.organisations["sundby"].pk), connection.cursor() as cursor:
            for table in reversed(TABLES):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    except ProgrammingError:
        return False
    return True


def test_the_grants_and_behind_them_the_chain(people: Settled) -> None:
    assert not _forget(people)
    user = connection.settings_dict["USER"]
    _as_owner(*(f"GRANT DELETE ON {table} TO {user}" for table in TABLES))
    assert _forget(people)
    with scope(people.organisations["sundby"].pk):
        assert not verify().is_whole
