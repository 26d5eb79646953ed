"""What a name in a list can never become: a formula."""

import pytest

from armkrok.kit.spreadsheets import download, plain

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "\uff1d", " \uff20"]


@pytest.mark.parametrize("start", STARTS)
def test_what_looks_like_a_formula_is_text(start: str) -> None:
    assert plain(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "Karin Sjöberg", "Avtal 2026-11-22", "a=b", "12"])
def test_other_text_is_as_it_was(text: str) -> None:
    assert plain(text) == text


def test_a_file_has_a_mark_and_no_formula_and_nobody_keeps_it() -> None:
    made = download("klasser.csv", [["Klass", "Antal"], ["=7A", -25], ["Åttan", None]])
    assert made.content.decode() == "\ufeffKlass;Antal\r\n'=7A;-25\r\nÅttan;\r\n"
    assert made["Content-Disposition"] == 'attachment; filename="klasser.csv"'
    assert (made["Cache-Control"], made["Content-Type"]) == ("private, no-store", "text/csv; charset=utf-8")
