"""Two walls between organisations: the managers, and PostgreSQL itself."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from armkrok.core.tenants.models import Board, Organisation, Unit
from armkrok.core.tenants.scope import Unscoped, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns() -> tuple[Organisation, Organisation]:
    return (
        Organisation.objects.create(slug="sundby", name="Sundby kommun"),
        Organisation.objects.create(slug="norrvik", name="Norrviks kommun"),
    )


def test_without_a_scope_the_manager_refuses(towns: tuple[Organisation, Organisation]) -> None:
    with pytest.raises(Unscoped):
        list(Board.objects.all())


def test_each_town_sees_its_own_rows_only(towns: tuple[Organisation, Organisation]) -> None:
    for town in towns:
        with scope(town.pk):
            Board.objects.create(name="Kommunstyrelsen")
    for town in towns:
        with scope(town.pk):
            assert [board.organisation_id for board in Board.objects.all()] == [town.pk]


def test_the_database_hides_rows_from_raw_queries_too(towns: tuple[Organisation, Organisation]) -> None:
    with scope(towns[0].pk):
        Board.objects.create(name="Kommunstyrelsen")
    with scope(towns[1].pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_board")
        assert cursor.fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_board")
        assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_for_another_town(towns: tuple[Organisation, Organisation]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), scope(towns[0].pk):
        Board.objects.create(name="Smugglad nämnd", organisation=towns[1])


def test_a_row_cannot_point_at_another_towns_row(towns: tuple[Organisation, Organisation]) -> None:
    with scope(towns[1].pk):
        theirs = Board.objects.create(name="Kommunstyrelsen")
    with (
        scope(towns[0].pk),
        pytest.raises(IntegrityError, match="tenant_fk"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        Unit.objects.create(name="Ekbackeskolan", board_id=theirs.pk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_scope_inside_a_scope_gives_the_outer_one_back(towns: tuple[Organisation, Organisation]) -> None:
    with scope(towns[0].pk):
        with scope(towns[1].pk):
            Board.objects.create(name="Norrviks nämnd")
        assert not Board.objects.exists()
        Board.objects.create(name="Sundbys nämnd")
        assert [board.name for board in Board.objects.all()] == ["Sundbys nämnd"]
