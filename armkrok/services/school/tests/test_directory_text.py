"""What IT writes of a directory, and what a directory answers, where no directory is needed to try it."""

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from armkrok.kit import patterns
from armkrok.services.school.importing import directory_tables, ldif
from armkrok.services.school.importing.directory_reading import told
from armkrok.services.school.importing.directory_search import Search
from armkrok.services.school.importing.ldif import Entry, NotLdif
from armkrok.services.school.importing.records import MembershipRecord, SourceFailed
from armkrok.services.school.tests.roster_records import an_id

STUDENTS = """[students]
base = "OU=Elever,DC=sundby,DC=se"
filter = "(objectClass=user)"

[students.columns]
id = "employeeID"
givenName = "givenName"
familyName = "sn"
"""
GROUPS = """[studentGroups]
base = "OU=Klasser,DC=sundby,DC=se"
filter = "(objectClass=group)"
[studentGroups.columns]
id = "employeeID"
displayName = "cn"
schoolUnit = "info"
studentMemberships = { attribute = "member", refers = "students" }
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[students", "Rad 1: går inte att läsa som TOML"),
        (STUDENTS + 'email = "mail', "Rad 9: går inte att läsa som TOML"),
        ("", "minst en tabell"),
        (STUDENTS.replace("students", "elever"), "Rad 1, elever: tabellen finns inte"),
        (STUDENTS.replace("givenName =", "fornamn ="), "Rad 7, students.fornamn: kolumnen finns inte"),
        (STUDENTS.replace('familyName = "sn"', ""), "Rad 1, students: kolumnen familyName saknas"),
        ("[students]\nbase = 'x'\nfilter = '(a=b)'\n", "Skriv dem under [students.columns]"),
        (STUDENTS.replace("base =", "bas ="), "Rad 2, students.bas: finns inte"),
        (STUDENTS.replace('"OU=Elever,DC=sundby,DC=se"', '""'), "Rad 2, students.base: saknas eller är fel"),
        (STUDENTS.replace('"OU=Elever', '"-f/etc/passwd'), "Rad 2, students.base: saknas eller är fel"),
        (STUDENTS.replace('"(objectClass=user)"', '"objectClass=user"'), "Rad 3, students.filter"),
        (STUDENTS.replace('user)"', 'user)"\nscope = "allt"'), "Rad 4, students.scope"),
        (STUDENTS.replace('"sn"', '"-W"'), "Rad 8, students.familyName: -W är inte namnet"),
        (STUDENTS.replace('"sn"', "7"), "Rad 8, students.familyName: skriv ett attribut"),
        (STUDENTS.replace('"employeeID"', '"objectGUID"'), "Rad 6, students.id: attributet är binärt"),
        (STUDENTS.replace('"employeeID"', '{ attribute = "x", guid = "ad" }'), 'guid = "microsoft"'),
        (STUDENTS.replace('"sn"', '{ attribute = "sn", pattern = "sn" }'), "precis en grupp"),
        (STUDENTS.replace('"sn"', '{ attribute = "sn", pattern = "(a" }'), "precis en grupp"),
        (STUDENTS.replace('"sn"', '{ attribute = "sn", constant = "a" }'), "eller bara constant"),
        (GROUPS, "Rad 8, studentGroups.studentMemberships: refers pekar på tabellen students"),
        (GROUPS.replace('"students"', '"students.mail"') + STUDENTS, "refers pekar på students.mail"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(directory_tables.BadTables) as refused:
        directory_tables.read(text)
    assert words in str(refused.value)


def test_the_examples_in_the_documentation_can_be_read() -> None:
    text = (Path(__file__).parents[4] / "docs" / "school-import.md").read_text("utf-8")
    examples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert [len(directory_tables.read(one)) for one in examples] == [4, 4]


def test_ldif_in_pieces_with_base64_and_comments() -> None:
    name = base64.b64encode("Åsa Öst".encode()).decode()
    text = f"dn:: {name}\ncn: A: b\nSN:: {name}\n# pagedresults: cookie=\nmail: \n\n# ref\n\ndn: b\ncn: c\n"
    for size in (1, 7, 1000):
        pieces = (text.encode()[at : at + size] for at in range(0, len(text), size))
        first, second = ldif.entries(pieces)
        assert (first.dn, first.values["sn"]) == ("Åsa Öst", ["Åsa Öst".encode()])
        assert (first.values["cn"], first.values["mail"]) == ([b"A: b"], [b""])
        assert (second.dn, second.values) == ("b", {"cn": [b"c"]})


@pytest.mark.parametrize("text", [b"dn: a\n folded\n", b"inget\n", b"dn:: %%%=\n", b"x" * (ldif.LONGEST + 1)])
def test_what_is_not_ldif(text: bytes) -> None:
    with pytest.raises(NotLdif):
        list(ldif.entries([text]))


def _members(first: int, last: int | None, tail: str) -> Entry:
    """A group as Active Directory writes it: an empty `member`, and a part of it under another name."""
    end = last if last is not None else first + 2
    lines = [f"member;range={first}-{tail}: CN=Elev {one},OU=Elever" for one in range(first, end + 1)]
    text = "\n".join(["dn: CN=8A", f"employeeID: {an_id('8A')}", "cn: 8A", f"info: {an_id('ek')}", *lines])
    return next(ldif.entries([text.encode()]))


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_large_group_is_asked_on(is_whole: bool) -> None:
    """Active Directory gives 1 500 members at a time. No directory here does so: its answers are written."""
    asked: list[Search] = []

    def searching(search: Search) -> Iterator[Entry]:
        asked.append(search)
        if search.what == "students":
            for number in range(3_003):
                who = str(an_id(str(number))).encode()
                yield Entry(
                    f"cn=elev {number}, ou=Elever", {"employeeid": [who], "givenname": [b"E"], "sn": [b"L"]}
                )
        elif search.scope != "base":
            yield _members(0, 1_499, "1499")
        elif search.attributes == ("member;range=1500-*",):
            yield _members(1_500, 2_999, "2999")
        elif is_whole:
            yield _members(3_000, None, "*")

    reading = told(directory_tables.read(GROUPS + STUDENTS), searching)
    if not is_whole:
        with pytest.raises(SourceFailed, match="bara en del av en grupp"):
            list(reading.records)
        return
    members = [one for one in reading.records if isinstance(one, MembershipRecord)]
    assert {one.pupil for one in members} == {an_id(str(number)) for number in range(3_003)}
    assert [one.base for one in asked if one.scope == "base"] == ["CN=8A", "CN=8A"]


def test_a_slow_pattern_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    text = STUDENTS.replace('"sn"', '{ attribute = "sn", pattern = "^((?:a|aa)+)$" }')

    def searching(_search: Search) -> Iterator[Entry]:
        yield Entry("cn=a", {"employeeid": [b"1"], "givenname": [b"E"], "sn": [b"a" * 60 + b"!"]})

    began = time.monotonic()
    with pytest.raises(SourceFailed, match="students tar för lång tid"):
        list(told(directory_tables.read(text), searching).records)
    assert time.monotonic() - began < 20


def test_of_several_values_the_first_that_fits_is_taken() -> None:
    text = STUDENTS + "schoolYear = { attribute = 'ou', pattern = '^år(\\d)' }\n"

    def searching(_search: Search) -> Iterator[Entry]:
        values = {"employeeid": [b"1"], "givenname": [b"A", b"B"], "sn": [b"L"]}
        yield Entry("cn=a", values | {"ou": [b"skola", "år7".encode(), "år8".encode()]})

    tables = directory_tables.read(text + "schoolUnits = { constant = 'x' }\n")
    person, enrolment = told(tables, searching).records
    assert (getattr(person, "given_name", ""), getattr(enrolment, "school_year", "")) == ("A", "7")
