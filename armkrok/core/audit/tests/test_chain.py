"""The chain is made by the database at commit, and finds what has been tampered with."""

from dataclasses import dataclass

import psycopg
import pytest
from django.db import ProgrammingError, connection
from psycopg import sql

from armkrok.core.audit.models import AuditRow
from armkrok.core.audit.verification import Verification, verify
from armkrok.core.events.recording import Event, record
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope

pytestmark = pytest.mark.usefixtures("committed_db")


@dataclass(frozen=True)
class BellRang(Event):
    """A fact for these tests."""

    text = "Klockan ringde"
    times: int


@pytest.fixture
def town() -> Organisation:
    town = Organisation.objects.create(slug="sundby", name="Sundby kommun")
    for times in range(1, 6):
        with scope(town.pk):
            record(BellRang(times), about=town)
    return town


def _checked(town: Organisation) -> Verification:
    with scope(town.pk):
        return verify()


def _as_superuser(text: str, *values: object) -> None:
    import os

    url = os.environ["ARMKROK_TEST_SUPERUSER_URL"]
    name = connection.settings_dict["NAME"]
    with psycopg.connect(url, dbname=str(name), autocommit=True) as outside:
        outside.execute(sql.SQL(text), values)


def test_an_untouched_chain_is_whole(town: Organisation) -> None:
    result = _checked(town)
    assert result.is_whole
    assert result.rows == 5


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_auditrow SET facts = '{\"times\": 9}' WHERE sequence = 3",
        "UPDATE audit_auditrow SET at = at + interval '1 second' WHERE sequence = 3",
        "DELETE FROM audit_auditrow WHERE sequence = 3",
        "DELETE FROM audit_auditrow WHERE sequence = 5",
        "DELETE FROM audit_auditrow WHERE sequence = 1",
        "UPDATE audit_auditrow SET sequence = 7 - sequence WHERE sequence IN (3, 4)",
        "UPDATE audit_auditrow SET sequence = NULL WHERE sequence = 4",
    ],
)
def test_a_changed_removed_or_moved_row_is_found(town: Organisation, tampering: str) -> None:
    _as_superuser(tampering)
    assert not _checked(town).is_whole


def test_the_application_may_add_but_never_change(town: Organisation) -> None:
    for deed in (
        lambda: AuditRow.objects.filter(sequence=1).update(event="Annat"),
        lambda: AuditRow.objects.filter(sequence=1).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), scope(town.pk):
            deed()
    assert _checked(town).is_whole


def test_each_organisation_has_its_own_chain(town: Organisation) -> None:
    other = Organisation.objects.create(slug="norrvik", name="Norrviks kommun")
    with scope(other.pk):
        record(BellRang(1), about=other)
    assert _checked(other).rows == 1
    assert _checked(town).rows == 5
