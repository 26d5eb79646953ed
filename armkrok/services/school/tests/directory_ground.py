"""What tests of directories lean on: tables for the one in tests/support/directories.py, and a reading."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from armkrok.services.school.importing.performing import perform
from armkrok.services.school.models import ImportRun, RosterPerson, Source
from armkrok.site.settling import Settled
from tests.support.directories import SUFFIX
from tests.support.people import inside

TABLES = f"""
[schoolUnits]
base = "ou=Skolor,{SUFFIX}"
filter = "(&(objectClass=organizationalUnit)(skolenhetskod=*))"
[schoolUnits.columns]
id = {{ attribute = "objectGUID", guid = "microsoft" }}
displayName = "ou"
schoolUnitCode = "skolenhetskod"

[studentGroups]
base = "ou=Klasser,{SUFFIX}"
filter = "(objectClass=groupOfNames)"
[studentGroups.columns]
id = {{ attribute = "objectGUID", guid = "microsoft" }}
displayName = "cn"
schoolUnit = {{ attribute = "ou", refers = "schoolUnits.schoolUnitCode" }}
studentGroupType = {{ constant = "Klass" }}
studentMemberships = {{ attribute = "member", refers = "students" }}

[students]
base = "ou=Elever,{SUFFIX}"
filter = "(objectClass=inetOrgPerson)"
scope = "one"
[students.columns]
id = {{ attribute = "objectGUID", guid = "microsoft" }}
givenName = "givenName"
familyName = "sn"
userName = "mail"
schoolUnits = {{ attribute = "ou", refers = "schoolUnits.schoolUnitCode" }}
schoolYear = {{ attribute = "departmentNumber", pattern = '^(\\d+)' }}

[teachers]
base = "ou=Personal,{SUFFIX}"
filter = "(objectClass=inetOrgPerson)"
[teachers.columns]
id = {{ attribute = "objectGUID", guid = "microsoft" }}
givenName = "givenName"
familyName = "sn"
userName = {{ attribute = "cn", pattern = '^(\\w+)' }}
schoolUnits = {{ attribute = "ou", refers = "schoolUnits.schoolUnitCode" }}
studentGroups = {{ attribute = "memberOf", refers = "studentGroups" }}
"""


@pytest.fixture
def sundby(towns: Settled) -> Iterator[Settled]:
    """The test is inside Sundby."""
    with inside(towns, "sara"):
        yield towns


def read(source: Source, protected: list[UUID] | None = None) -> ImportRun:
    """The source, read as the job reads it; those to protect are added to the list."""
    run = ImportRun.objects.create(source=source)
    perform(source.organisation.pk, run.pk, on_marked=([] if protected is None else protected).extend)
    run.refresh_from_db()
    return run


def names() -> set[str]:
    """Who is in the roster now."""
    return {
        str(one) for one in RosterPerson.objects.filter(gone_at=None).values_list("given_name", flat=True)
    }


def refused(source: Source, words: str) -> None:
    """The reading fails in these words, and the roster is as it was."""
    before = names()
    run = read(source)
    assert (run.state, words in run.why, names()) == (ImportRun.State.FAILED, True, before), run.why
