"""The read log only grows, and what is changed, removed or moved in it is found."""

import hashlib
import os
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection
from psycopg import sql

from armkrok.core.audit.models import AuditRow
from armkrok.core.audit.verification import Verification
from armkrok.core.reading import keeping
from armkrok.core.reading.jobs import keep_all
from armkrok.core.reading.log import read
from armkrok.core.reading.models import ReadHead, ReadPolicy, ReadRow, ReadSubject
from armkrok.core.reading.verification import verify
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled, settle
from tests.support.people import inside

SHOWN = ("karin", "elif", "johan")


@pytest.fixture
def people(committed_db: None) -> Settled:
    """Both towns, committed; Sara of Sundby has read five times."""
    found = settle()
    for _time in range(5):
        _read(found, *SHOWN)
    return found


def _read(people: Settled, *keys: str, town: str = "sundby") -> None:
    with inside(people, "sara", town) as sara:
        read(sara, [people.people[key].pk for key in keys], "administration.members")


def _checked(people: Settled, town: str = "sundby") -> Verification:
    with scope(people.organisations[town].pk):
        return verify()


def _server() -> "psycopg.Connection[Any]":
    """As somebody with the keys to the database server might."""
    name = connection.settings_dict["NAME"]
    return psycopg.connect(os.environ["ARMKROK_TEST_SUPERUSER_URL"], dbname=name, autocommit=True)


def _as_superuser(text: str) -> None:
    with _server() as server:
        server.execute(sql.SQL(text))


def _older(people: Settled, *, up_to: int, years: int = 6) -> None:
    """Let the first reads have been made long ago, and the chain be linked anew as if it had been so."""
    link = bytes(32)
    with scope(people.organisations["sundby"].pk), _server() as server:
        for row in ReadRow.objects.order_by("sequence"):
            row.person_ids = tuple(ReadSubject.objects.filter(row=row).values_list("person_id", flat=True))
            if (row.sequence or 0) <= up_to:
                row.at -= timedelta(days=366 * years)
            digest, before = row.digest(), link
            link = hashlib.sha256(link + digest).digest()
            server.execute(
                "UPDATE reading_readrow SET at = %s, content_hash = %s, previous_hash = %s, hash = %s"
                " WHERE id = %s",
                [row.at, digest, before, link, row.pk],
            )
        server.execute("UPDATE reading_readhead SET hash = %s", [link])


def _decide(people: Settled, decision: str = "KS 2026/17", years: int = 5) -> None:
    with scope(people.organisations["sundby"].pk):
        ReadPolicy.objects.create(years=years, decision=decision)


def test_an_untouched_log_is_whole(people: Settled) -> None:
    found = _checked(people)
    assert found.is_whole
    assert found.rows == 5
    assert _checked(people, "norrvik").rows == 0


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE reading_readrow SET what = 'administration.member' WHERE sequence = 3",
        "UPDATE reading_readrow SET ip = '192.0.2.1' WHERE sequence = 3",
        "UPDATE reading_readrow SET reader_id = gen_random_uuid() WHERE sequence = 3",
        "UPDATE reading_readrow SET at = at - interval '1 day' WHERE sequence = 2",
        "UPDATE reading_readrow SET sequence = 7 - sequence WHERE sequence IN (3, 4)",
        "UPDATE reading_readrow SET sequence = NULL WHERE sequence = 4",
        "UPDATE reading_readsubject SET person_id = gen_random_uuid() WHERE id ="
        " (SELECT id FROM reading_readsubject LIMIT 1)",
        "DELETE FROM reading_readsubject WHERE id = (SELECT id FROM reading_readsubject LIMIT 1)",
        "INSERT INTO reading_readsubject (id, organisation_id, row_id, person_id) SELECT gen_random_uuid(),"
        " organisation_id, id, gen_random_uuid() FROM reading_readrow WHERE sequence = 2",
    ],
)
def test_a_changed_or_moved_read_is_found(people: Settled, tampering: str) -> None:
    _as_superuser(tampering)
    assert not _checked(people).is_whole


@pytest.mark.parametrize("place", [1, 3, 5])
def test_a_removed_read_is_found(people: Settled, place: int) -> None:
    _remove(place, place)
    assert not _checked(people).is_whole


def _remove(first: int, last: int) -> None:
    """Take reads away with all that belongs to them."""
    _as_superuser(
        f"WITH gone AS (SELECT id FROM reading_readrow WHERE sequence BETWEEN {first} AND {last}),"  # noqa: S608
        " people AS (DELETE FROM reading_readsubject USING gone WHERE row_id = gone.id)"
        " DELETE FROM reading_readrow USING gone WHERE reading_readrow.id = gone.id"
    )


def test_an_end_cut_off_with_its_head_is_found_by_what_was_sealed(people: Settled) -> None:
    keep_all()
    assert _checked(people).is_whole
    _remove(4, 5)
    _as_superuser("UPDATE reading_readhead SET (sequence, hash) ="
                  " (SELECT 3, hash FROM reading_readrow WHERE sequence = 3)")  # fmt: skip
    faults = _checked(people).faults
    assert [fault.text for fault in faults] == ["Raden finns i händelseloggen men inte här."]


def test_a_beginning_cut_off_without_a_culling_is_found(people: Settled) -> None:
    _as_superuser("UPDATE reading_readhead SET (culled_to, culled_hash) ="
                  " (SELECT 2, hash FROM reading_readrow WHERE sequence = 2)")  # fmt: skip
    _remove(1, 2)
    faults = _checked(people).faults
    assert [fault.text[:30] for fault in faults] == ["Början av loggen stämmer inte "]


def test_the_application_may_add_but_never_change(people: Settled) -> None:
    for deed in (
        lambda: ReadRow.objects.filter(sequence=1).update(why="Annat"),
        lambda: _delete("reading_readrow"),
        lambda: ReadSubject.objects.update(person_id=people.people["sara"].pk),
        lambda: _delete("reading_readsubject"),
        lambda: ReadHead.objects.update(sequence=0),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), inside(people, "sara"):
            deed()
    assert _checked(people).is_whole


def _delete(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_nothing_is_culled_without_a_decision(people: Settled) -> None:
    _older(people, up_to=3)
    keep_all()
    assert _checked(people).rows == 5
    _decide(people, decision="")
    keep_all()
    assert _checked(people).rows == 5


def test_what_is_too_old_is_culled_and_the_rest_is_still_whole(people: Settled) -> None:
    _older(people, up_to=3)
    assert _checked(people).is_whole
    _decide(people)
    keep_all()
    found = _checked(people)
    assert found.is_whole
    assert found.rows == 2
    with scope(people.organisations["sundby"].pk):
        assert ReadSubject.objects.count() == 2 * len(SHOWN)
        (told,) = AuditRow.objects.filter(event="ReadsCulled").values_list("facts", flat=True)
        assert keeping.cull() == 0
    assert (told["rows"], told["sequence"], told["decision"]) == (3, 3, "KS 2026/17")
    _read(people, "karin")
    assert _checked(people).is_whole
    _remove(4, 4)
    assert not _checked(people).is_whole


def test_years_count_from_the_newest_that_is_not_old(people: Settled) -> None:
    _older(people, up_to=5, years=4)
    _decide(people, years=5)
    keep_all()
    assert _checked(people).rows == 5
    with scope(people.organisations["sundby"].pk):
        ReadPolicy.objects.update(years=3)
    keep_all()
    found = _checked(people)
    assert found.is_whole
    assert found.rows == 0


def test_the_end_is_sealed_once(people: Settled) -> None:
    keep_all()
    keep_all()
    with scope(people.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="ReadLogSealed").count() == 1
