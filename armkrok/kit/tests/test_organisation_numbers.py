"""Organisation numbers, judged against another library."""

import random

import pytest
from stdnum.se import orgnr

from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number


@pytest.mark.parametrize(
    "text", ["212000-0142", "2120000142", "16212000-0142", " 212000\u20130142 ", "212000 0142"]
)
def test_every_usual_way_of_writing(text: str) -> None:
    assert organisation_number(text) == "212000-0142"


def test_another_library_thinks_the_same_of_ten_thousand() -> None:
    chance = random.Random(212000)  # noqa: S311
    for _ in range(10_000):
        text = f"{chance.randrange(1, 10)}{chance.randrange(10)}{chance.randrange(2, 10)}" + "".join(
            str(chance.randrange(10)) for _ in range(7)
        )
        try:
            found = organisation_number(text)
        except NotAnOrganisationNumber:
            assert not orgnr.is_valid(text), text
        else:
            assert orgnr.is_valid(text), text
            assert found.replace("-", "") == text


@pytest.mark.parametrize(
    "text",
    ["", "212000-0143", "811218-9876", "012000-0142", "212000-014", "٢١٢٠٠٠-٠١٤٢", "212000-01422", "a"],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(NotAnOrganisationNumber):
        organisation_number(text)
