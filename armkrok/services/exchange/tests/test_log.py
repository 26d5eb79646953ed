"""What is given is written down for good, and whatever is changed, removed or put to it is found."""

import os
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection
from psycopg import sql

from armkrok.core.audit.verification import Verification
from armkrok.core.tenants.scope import scope
from armkrok.kit.ids import uuid7
from armkrok.services.exchange import public
from armkrok.services.exchange.actions.releasing import seal
from armkrok.services.exchange.facts import Outgoing
from armkrok.services.exchange.models import Release, ReleaseBatch, ReleaseHead
from armkrok.services.exchange.queries.chain import verify
from armkrok.services.exchange.queries.releases import outcome_words
from armkrok.site.cli.audit import chains
from armkrok.site.settling import Settled, settle

AGREEMENT, RECEIVER = uuid7(), uuid7()


@pytest.fixture
def given(committed_db: None) -> Settled:
    """Both towns, committed; Sundby has given five times."""
    towns = settle()
    for _time in range(5):
        _give(towns, 3)
    return towns


def test_one_without_a_person_or_attributes_is_whole_too(given: Settled) -> None:
    bare = Outgoing(
        "delete", "Organisation", uuid4(), None, (), b"", "http-409\nand\x00 far too much to keep"
    )
    with scope(given.organisations["sundby"].pk):
        public.log_releases(AGREEMENT, RECEIVER, uuid7(), [bare])
        kept = Release.objects.latest("at")
    assert (kept.subject_id, kept.attributes, kept.outcome) == (None, "", "http-409 and far too")
    assert not _checked(given).faults


def _outgoing(subject: UUID | None = None) -> Outgoing:
    return Outgoing("create", "Student", uuid4(), subject or uuid4(), ("displayName", "userName"), bytes(32))


def _give(towns: Settled, rows: int, town: str = "sundby") -> None:
    with scope(towns.organisations[town].pk):
        public.log_releases(AGREEMENT, RECEIVER, uuid7(), [_outgoing() for _row in range(rows)])


def _checked(towns: Settled, town: str = "sundby") -> Verification:
    with scope(towns.organisations[town].pk):
        return verify()


def _as_superuser(text: str) -> None:
    """As somebody with the keys to the database server might."""
    name = connection.settings_dict["NAME"]
    address = os.environ["ARMKROK_TEST_SUPERUSER_URL"]
    server: psycopg.Connection[Any]
    with psycopg.connect(address, dbname=name, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        server.execute(sql.SQL(text))


def test_an_untouched_log_is_whole_and_each_town_has_its_own(given: Settled) -> None:
    _give(given, 2, "norrvik")
    assert (_checked(given).rows, _checked(given).faults) == (5, ())
    assert (_checked(given, "norrvik").rows, _checked(given, "norrvik").faults) == (1, ())


TAMPERING = {
    "a value of a release": "UPDATE exchange_release SET attributes = 'civicNo'"
    " WHERE id = (SELECT min(id::text)::uuid FROM exchange_release)",
    "a person of a release": "UPDATE exchange_release SET subject_id = NULL"
    " WHERE id = (SELECT max(id::text)::uuid FROM exchange_release)",
    "a release removed": "DELETE FROM exchange_release"
    " WHERE id = (SELECT max(id::text)::uuid FROM exchange_release)",
    "a batch's receiver": "UPDATE exchange_releasebatch SET receiver_id = id WHERE sequence = 3",
    "a batch removed": "DELETE FROM exchange_releasebatch WHERE sequence = 2",
    "the last batch and its releases removed": "DELETE FROM exchange_release WHERE batch_id ="
    " (SELECT id FROM exchange_releasebatch WHERE sequence = 5);"
    " DELETE FROM exchange_releasebatch WHERE sequence = 5",
    "a stray release": "INSERT INTO exchange_release SELECT gen_random_uuid(), at, gen_random_uuid(),"
    " receiver_id, operation, kind, object_id, subject_id, attributes, digest, outcome, organisation_id"
    " FROM exchange_release LIMIT 1",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_what_is_tampered_with_is_found(given: Settled, how: str) -> None:
    _as_superuser(TAMPERING[how])
    assert _checked(given).faults


def test_the_log_of_deeds_witnesses_an_end_that_is_cut_off_with_its_head(given: Settled) -> None:
    with scope(given.organisations["sundby"].pk):
        assert seal()
        assert not seal()
    assert not _checked(given).faults
    _as_superuser(
        "DELETE FROM exchange_release WHERE batch_id ="
        " (SELECT id FROM exchange_releasebatch WHERE sequence = 5);"
        "DELETE FROM exchange_releasebatch WHERE sequence = 5;"
        "UPDATE exchange_releasehead SET sequence = 4,"
        " hash = (SELECT hash FROM exchange_releasebatch WHERE sequence = 4)"
    )
    assert [fault.sequence for fault in _checked(given).faults] == [5]


def test_the_command_walks_it_with_the_other_logs(given: Settled) -> None:
    found = {one.log: one for one in chains("sundby")}
    assert (found["utlämningsloggen"].rows, found["utlämningsloggen"].faults) == (5, ())
    _as_superuser(TAMPERING["a batch removed"])
    assert [one.log for one in chains("sundby") if one.faults] == ["utlämningsloggen"]


def test_the_application_may_only_add(given: Settled) -> None:
    for deed in (
        lambda: Release.objects.update(outcome="done"),
        lambda: Release.objects.all().delete(),
        lambda: ReleaseBatch.objects.update(rows=1),
        lambda: ReleaseBatch.objects.all().delete(),
        lambda: ReleaseHead.objects.update(sequence=1),
    ):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, scope(given.organisations["sundby"].pk):
            deed()
        assert not _checked(given).faults


def test_a_thousand_are_written_in_two_statements(given: Settled, django_assert_num_queries: Any) -> None:
    rows = [_outgoing() for _row in range(1000)]
    with scope(given.organisations["sundby"].pk), django_assert_num_queries(4):
        public.log_releases(AGREEMENT, RECEIVER, uuid7(), rows)
    assert not _checked(given).faults


def test_what_became_of_a_release() -> None:
    assert outcome_words("done") == ""
    assert outcome_words("http-500") == "Mottagaren tog inte emot det (svar 500)."
    assert "kan ha kommit fram" in outcome_words("timeout")
