"""The table of OWASP ASVS says what the data says, all of it, and names tests that exist."""

from dataclasses import replace

from tools import asvs


def test_the_data_holds_and_every_named_test_exists() -> None:
    assert list(asvs.faults(asvs.requirements())) == []


def test_the_table_is_the_present_one() -> None:
    rows = asvs.requirements()
    assert asvs.TABLE.read_text("utf-8") == asvs.table(rows), "run: python -m tools.asvs"
    assert asvs.table(rows[:-1]) != asvs.table(rows)


def test_what_does_not_hold_is_told() -> None:
    rows = asvs.requirements()
    first = next(row for row in rows if row.state == "met")
    others = [row for row in rows if row is not first]
    for wrong in (
        replace(first, tests=()),
        replace(first, tests=("tests/architecture/test_asvs.py::test_that_is_not_there",)),
        replace(first, tests=("tests/architecture/test_nowhere.py::test_one",)),
        replace(first, state="almost"),
        replace(first, state="open"),
        replace(first, note=""),
        replace(first, level=3 - first.level),
    ):
        assert list(asvs.faults(sorted([*others, wrong], key=lambda row: row.numbers)))
    assert list(asvs.faults(others))
    assert list(asvs.faults([*rows, rows[-1]]))
