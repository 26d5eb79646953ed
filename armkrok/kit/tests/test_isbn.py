"""ISBN-10 and ISBN-13, with hyphens and without."""

import pytest

from armkrok.kit.isbn import is_isbn, isbn_13


@pytest.mark.parametrize(
    "text", ["978-91-7000-150-5", "9789170001505", "91-7000-150-2", "9170001502", "080442957X"]
)
def test_right_numbers_are_known(text: str) -> None:
    assert is_isbn(text)


@pytest.mark.parametrize("text", ["", "9789170001506", "9170001508", "978917000150", "abc", "5901234123457"])
def test_wrong_numbers_are_refused(text: str) -> None:
    assert not is_isbn(text)


def test_ten_digits_become_thirteen() -> None:
    assert isbn_13("91-7000-150-2") == isbn_13("978-91-7000-150-5") == "9789170001505"
    assert isbn_13("978-91-7") == "978917"
    assert isbn_13("matematik") == ""
