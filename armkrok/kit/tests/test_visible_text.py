"""What is left of names with tricks in them."""

import pytest

from armkrok.kit.visible_text import certifiable, readable, readable_lines


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Åsa Öberg", "Åsa Öberg"),
        ("A\u030asa", "Åsa"),
        ("fdp.\u202egpj", "fdp. gpj"),
        ("\u2066Anna\u2069\n\tLind\r", "Anna Lind"),
        ("Anna\x00Lind\x7f", "Anna Lind"),
        ("\ufeffAn\u00adna", "An na"),
        ("Anna\u2028Lind", "Anna Lind"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f469\u200d\U0001f467"),
        ("Z" + "\u0335" * 40 + "orro", "Z" + "\u0335" * 4 + "orro"),
        ("\u202e\u202d", ""),
        ("\u3164\u2800\u115f", ""),
        (" \u200d \u200c", ""),
        ("\u0301\u0302", ""),
        ("\ud800Anna", "Anna"),
        ("", ""),
    ],
)
def test_only_what_can_be_seen_stays(written: str, seen: str) -> None:
    assert readable(written) == seen
    assert readable(seen) == seen


def test_lines_stay_lines() -> None:
    assert readable_lines(" Hej!\r\n\r\nLäs\x00 \u202eoch svara. \n") == "Hej!\n\nLäs och svara."


@pytest.mark.parametrize(
    ("name", "certified"),
    [
        ("Åsa Öberg", "Åsa Öberg"),
        ("Zoë-\U0001f600 Lind", "Zoë- Lind"),
        ("محمد الأمين", "محمد الأمين"),
        ("Anna\ufffd\ue000\u202e", "Anna"),
        ("\U0001f600", ""),
    ],
)
def test_certificates_hold_only_what_every_checker_knows(name: str, certified: str) -> None:
    assert certifiable(name) == certified
