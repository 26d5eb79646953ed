"""Sara gives and takes roles."""

from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Board
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

ROLES = "/sundby/installningar/roller/"
LOG = "/sundby/installningar/logg/"


def _held(towns: Settled, key: str, role: str) -> Any:
    with scope(towns.organisations["sundby"].pk):
        return RoleAssignment.objects.get(person=towns.people[key], role=role)


def test_a_given_role_opens_the_door_at_once(visit: Visit, towns: Settled) -> None:
    sara, amina = visit("sara"), visit("amina")
    amina.get(LOG, status=403)
    sara.confirm(sara.get(ROLES), person="Amina Karlsson", role="auditor")
    amina.get(LOG)
    given = _held(towns, "amina", "auditor")
    with scope(towns.organisations["sundby"].pk):
        row = AuditRow.objects.get(event="RoleGiven")
    assert (row.about_id, row.actor_id) == (given.pk, towns.people["sara"].pk)


def test_a_role_can_begin_later_and_end(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    monday, friday = today() + timedelta(days=3), today() + timedelta(days=7)
    sara.confirm(
        sara.get(ROLES),
        person="amina.karlsson@sundby.example",
        role="auditor",
        from_day=f"{monday}",
        to_day=f"{friday}",
    )
    given = _held(towns, "amina", "auditor")
    assert (given.starts, given.ends) == (monday, friday)
    visit("amina").get(LOG, status=403)


def test_a_role_can_be_limited_to_a_board(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        board = Board.objects.get(name="Socialnämnden")
    sara.confirm(sara.get(ROLES), person="Amina Karlsson", role="teacher", where=f"board:{board.pk}")
    assert "Socialnämnden" in sara.get(ROLES).text


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"person": "Ingen Alls"}, "Ingen som arbetar här heter så"),
        ({"person": "Aisha Hassan"}, "Ingen som arbetar här heter så"),
        ({"person": ""}, "Skriv vem det gäller"),
        ({"role": "emperor"}, "Välj en roll"),
        ({"from_day": "i morgon"}, "Skriv dagen som"),
        ({"to_day": "2020-01-01"}, "inte kommer före den första"),
        ({"from_day": "2020-01-01", "to_day": "2020-02-01"}, "från och med i dag"),
        ({"role": "employee"}, "har redan den rollen"),
        ({"where": "board"}, "hela organisationen"),
        ({"where": "board:00000000-0000-0000-0000-000000000000"}, "Välj var rollen gäller"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    visit: Visit, towns: Settled, wrong: dict[str, str], text: str
) -> None:
    sara = visit("sara")
    page = sara.get(ROLES)
    if wrong.get("where") == "board":
        wrong = {"where": page.find("//optgroup/option/@value")[0]}
    with unchanged(towns):
        again = sara.submit(page, status=422, **{"person": "Amina Karlsson", "role": "auditor", **wrong})
    assert text in " ".join(again.problems)


def test_two_with_the_same_name_are_told_apart_by_address(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["jonas"]).update(email="annan@sundby.example")
    towns.people["jonas"].name = "Amina Karlsson"
    towns.people["jonas"].save()
    page = sara.submit(sara.get(ROLES), person="Amina Karlsson", role="auditor", status=422)
    assert "Flera heter så" in page.problems[0]
    sara.confirm(page, person="annan@sundby.example", role="auditor")
    assert _held(towns, "jonas", "auditor")


def test_taking_a_role_shuts_the_door_at_once(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    olle.get(LOG)
    held = _held(towns, "olle", "auditor")
    sara.confirm(sara.get(ROLES), f"{held.pk}/avsluta/")
    olle.get(LOG, status=403)
    assert "Olle Grahn" in sara.get(ROLES, roll="avslutade").text
    with unchanged(towns):
        sara.post(f"{ROLES}{held.pk}/avsluta/", status=409)


def test_the_last_administrator_keeps_the_role(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    held = _held(towns, "sara", "administrator")
    with unchanged(towns):
        page = sara.post(f"{ROLES}{held.pk}/avsluta/", status=409)
    assert "enda administratören" in page.text
    sara.confirm(sara.get(ROLES), person="Karin Sjöberg", role="administrator")
    sara.submit(sara.post(f"{ROLES}{held.pk}/avsluta/", status=200))
    sara.get(ROLES, status=403)
    visit("karin").get(ROLES)


def test_a_coming_administrator_does_not_count(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        RoleAssignment.objects.create(
            person=towns.people["karin"], role="administrator", starts=today() + timedelta(days=1)
        )
        RoleAssignment.objects.create(person=towns.people["elif"], role="administrator", ended_at=now())
    with unchanged(towns):
        sara.post(f"{ROLES}{_held(towns, 'sara', 'administrator').pk}/avsluta/", status=409)


@pytest.mark.parametrize(("key", "status"), [("olle", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    other = visit(key)
    with unchanged(towns):
        other.post(
            ROLES, {"person": "Amina Karlsson", "role": "auditor", "from_day": f"{today()}"}, status=status
        )
        other.post(f"{ROLES}{_held(towns, 'olle', 'auditor').pk}/avsluta/", status=status)


def test_the_link_from_a_member_fills_in_who(visit: Visit, towns: Settled) -> None:
    page = visit("sara").get(ROLES, person=towns.people["amina"].pk)
    assert page.find("//input[@name='person']/@value") == ["amina.karlsson@sundby.example"]
    assert (
        visit("sara").get(ROLES, person=towns.people["aisha"].pk).find("//input[@name='person']/@value") == []
    )
