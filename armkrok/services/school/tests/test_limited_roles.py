"""Teachers and principals whose role is limited to a workplace, or to a board: her schools and no other."""

from uuid import UUID

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.tenants.models import Board, OpenService, Unit
from armkrok.services.school.models import PupilGroup, SchoolUnit
from armkrok.services.school.tests.ordering_steps import submitted
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders as orders
from tests.support.people import Visit, inside
from tests.support.visitor import Visitor

AT = "/sundby/skola/"


@pytest.fixture
def other(towns: Settled) -> UUID:
    """Amina is employed at Ekbackeskolan; the answer is a class at Sjöskolan, which is the workplace Sjön."""
    with inside(towns, "sara"):
        OpenService.objects.get_or_create(service_key="school")
        orders.furnish(towns)
        ground.staff(towns.people["amina"].pk, "Amina Karlsson")
        workplace = Unit.objects.create(name="Sjön", board=Board.objects.get(name="Socialnämnden"))
        lake = SchoolUnit.objects.create(
            **ground._rostered("sjön"), kind="Skolenhet", name="Sjöskolan", workplace=workplace
        )
        made = PupilGroup.objects.create(**ground._rostered("4S"), name="4S", kind="Klass", unit=lake)
        RoleAssignment.objects.filter(person=towns.people["amina"]).delete()
        return made.pk


def _given(towns: Settled, role: str, **part: str) -> None:
    with inside(towns, "sara"):
        where = {
            "unit": Unit.objects.filter(name=part.get("unit", "")).first(),
            "board": Board.objects.filter(name=part.get("board", "")).first(),
        }
        RoleAssignment.objects.create(person=towns.people["amina"], role=role, **where)


@pytest.mark.parametrize("part", [{"unit": "Sjön"}, {"board": "Socialnämnden"}])
def test_a_principal_in_a_part_reaches_its_schools_alone(
    visit: Visit, towns: Settled, other: UUID, part: dict[str, str]
) -> None:
    _given(towns, "principal", **part)
    amina = visit("amina")
    page = amina.get(f"{AT}klasser/")
    assert "Sjöskolan" in page.text
    assert "Ekbackeskolan" not in page.text
    amina.get(f"{AT}klasser/{other}/")
    amina.get(f"{AT}klasser/{_eight(towns)}/", status=404)
    assert "Ekbackeskolan" not in amina.get(f"{AT}uppfoljning/").text
    amina.get("/sundby/installningar/roller/", status=403)


def test_a_teacher_in_a_part_reaches_nothing_where_the_role_does_not_hold(
    visit: Visit, towns: Settled, other: UUID
) -> None:
    with inside(towns, "sara"):
        orders.taught(towns.people["amina"].pk, "Amina Karlsson", ground.group("8A"))
    _given(towns, "teacher", unit="Sjön")
    amina = visit("amina")
    _reaches_no_class(amina, towns)
    amina.get(f"{AT}godkanna/", status=403)
    _given(towns, "teacher")
    amina.get(f"{AT}klasser/{_eight(towns)}/")


def _reaches_no_class(amina: Visitor, towns: Settled) -> None:
    assert "8A" not in amina.get(f"{AT}klasser/").text
    amina.get(f"{AT}klasser/{_eight(towns)}/", status=404)


def test_a_principal_in_a_part_who_works_elsewhere_sees_no_orders_there(
    visit: Visit, towns: Settled, other: UUID
) -> None:
    order = submitted(towns)
    _given(towns, "principal", unit="Sjön")
    _given(towns, "teacher")
    amina, page = visit("amina"), f"{AT}bestallningar/{order.pk}/"
    amina.get(page, status=404)
    _given(towns, "school_it")
    assert "Ekbackeskolan" in amina.get(f"{AT}klasser/").text
    amina.get(page, status=404)
    _given(towns, "principal")
    amina.get(page)


def _eight(towns: Settled) -> UUID:
    with inside(towns, "sara"):
        return ground.group("8A").pk
