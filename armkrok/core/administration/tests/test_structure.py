"""Sara divides the town into boards and units."""

import pytest

from armkrok.core.tenants.models import Board, Unit
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

START = "/sundby/installningar/"


def test_a_board_and_a_unit_are_added_and_renamed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.confirm(sara.get(START + "namnder/ny/"), name="Tekniska nämnden")
    with scope(towns.organisations["sundby"].pk):
        board = Board.objects.get(name="Tekniska nämnden")
    sara.confirm(sara.get(START + "enheter/ny/"), name="Gatukontoret", board=str(board.pk))
    page = sara.get(START + "namnder/")
    assert "Tekniska nämnden Gatukontoret" in page.text
    sara.confirm(sara.get(f"{START}namnder/{board.pk}/"), name="Stadsmiljönämnden")
    with scope(towns.organisations["sundby"].pk):
        unit = Unit.objects.get(name="Gatukontoret")
    sara.confirm(sara.get(f"{START}enheter/{unit.pk}/"), name="Gator och parker", board="")
    page = sara.get(START + "namnder/")
    assert "Stadsmiljönämnden Inga enheter." in page.text
    assert "Utan nämnd Gator och parker" in page.text


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("namnder/ny/", "Socialnämnden", "redan en med det namnet"),
        ("enheter/ny/", "Hemtjänsten", "redan en med det namnet"),
        ("namnder/ny/", " ", "Skriv ett namn"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    visit: Visit, towns: Settled, page: str, name: str, text: str
) -> None:
    sara = visit("sara")
    asked = sara.get(START + page)
    with unchanged(towns):
        again = sara.submit(asked, status=422, name=name)
    assert text in again.problems[0]


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with scope(towns.organisations["sundby"].pk):
        board, unit = Board.objects.get(name="Socialnämnden"), Unit.objects.get(name="Hemtjänsten")
    with unchanged(towns):
        for address in ("namnder/ny/", f"namnder/{board.pk}/", "enheter/ny/", f"enheter/{unit.pk}/"):
            visit(key).post(START + address, {"name": "X"}, status=status)
