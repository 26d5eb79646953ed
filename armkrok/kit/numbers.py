"""Swedish identity numbers: personal numbers and coordination numbers, always as 12 digits.

Source: folkbokföringslagen (1991:481) 18 §, lagen (2022:1697) om samordningsnummer, and Skatteverket's
published test numbers. Coordination numbers may have month 00 and day 60-91, so only syntax and the check
digit are judged, never the calendar.
"""

import re
from datetime import date
from functools import cache
from importlib.resources import files

_WRITTEN = re.compile(r"^(\d{2})?(\d{6})([-+]?)(\d{4})$")


class NotANumber(ValueError):
    """The text is not a personal number or coordination number."""


def luhn(digits: str) -> int:
    """The check digit (0-9) of nine digits, by the Luhn algorithm (modulus 10)."""
    total = 0
    for place, digit in enumerate(digits):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return -total % 10


def normalise(text: str, today: date) -> str:
    """Twelve digits from any usual way of writing; ten digits need `today` to find the century.

    A plus sign says that the person is 100 years or older. Raises NotANumber.
    """
    match = _WRITTEN.match(re.sub(r"\s", "", re.sub("[\u2010-\u2015\u2212]", "-", text)))
    if match is None:
        raise NotANumber
    century, six, sign, four = match.groups()
    if luhn(six + four[:3]) != int(four[3]):
        raise NotANumber
    if not 0 <= int(six[2:4]) <= 12 or not 1 <= int(six[4:6]) <= 91:
        raise NotANumber
    return (century or _century(six, sign, today)) + six + four


def _century(six: str, sign: str, today: date) -> str:
    year = today.year // 100 * 100 + int(six[:2])
    if year > today.year:
        year -= 100
    if sign == "+":
        year -= 100
    return f"{year // 100:02d}"


def is_coordination_number(number: str) -> bool:
    """Whether a 12-digit number is a coordination number (day plus 60)."""
    return int(number[6:8]) >= 60


def masked(number: str) -> str:
    """The number with its last four digits hidden, for screens: 19811218-••••."""
    return f"{number[:8]}-••••"


@cache
def test_numbers() -> tuple[str, ...]:
    """Skatteverket's published test personal numbers, in order of birth."""
    text = (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text()
    return tuple(text.split())


@cache
def allowed_test_numbers() -> frozenset[str]:
    """Every number that a test tenant may use: published personal and coordination numbers."""
    text = (files("armkrok.kit") / "data" / "test_coordination_numbers.txt").read_text()
    return frozenset(test_numbers()) | frozenset(text.split())
