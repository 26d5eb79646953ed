"""Identity numbers, judged against the official list and two libraries."""

from datetime import date

import pytest
from personnummer import personnummer
from stdnum.se import personnummer as stdnum

from armkrok.kit.numbers import (
    NotANumber,
    allowed_test_numbers,
    is_coordination_number,
    masked,
    normalise,
    test_numbers,
)

TODAY = date(2026, 11, 21)
test_numbers.__test__ = False  # type: ignore[attr-defined]


def test_every_published_number_is_accepted_as_it_is() -> None:
    assert all(normalise(number, TODAY) == number for number in allowed_test_numbers())


def test_ten_digits_find_their_century() -> None:
    for number in test_numbers()[::97]:
        age = TODAY.year - int(number[:4])
        sign = "+" if age > 100 or (age == 100 and number[4:8] <= f"{TODAY:%m%d}") else "-"
        if age not in (99, 100, 101):
            assert normalise(number[2:8] + sign + number[8:], TODAY) == number


def test_libraries_agree_on_personal_numbers() -> None:
    for number in test_numbers()[::53]:
        assert personnummer.valid(number)
        assert stdnum.is_valid(f"{number[2:8]}{'+' if int(number[:4]) < 1926 else '-'}{number[8:]}")


@pytest.mark.parametrize("text", ["", "abc", "12345", "189001019803", "18900101980a", "189013019802"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        normalise(text, TODAY)


def test_spaces_and_dashes_of_every_kind_are_forgiven() -> None:
    number = test_numbers()[0]
    assert normalise(f" {number[:8]}–{number[8:]} ", TODAY) == number


def test_coordination_numbers_are_told_apart_and_masked() -> None:
    number = "191401682396"
    assert is_coordination_number(number)
    assert not is_coordination_number(test_numbers()[0])
    assert masked(number) == "19140168-••••"
