"""One function decides, and closes when in doubt."""

from datetime import timedelta

import pytest

from armkrok.core.access.decide import PERSON, PUBLIC, decide, entry, granted, held_roles, holders
from armkrok.core.access.models import RoleAssignment
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.days import today
from armkrok.site.settling import Settled
from tests.support.people import inside


def test_public_is_for_all_and_person_for_those_who_are_logged_in() -> None:
    assert decide(PUBLIC, is_person=False, granted=frozenset())
    assert decide(PERSON, is_person=True, granted=frozenset())
    assert not decide(PERSON, is_person=False, granted=frozenset())


def test_a_permission_that_no_service_declares_is_never_given() -> None:
    assert not decide("signing.fly", is_person=True, granted=frozenset({"signing.fly"}))


def test_a_role_gives_its_own_permissions_only() -> None:
    assert "signing.send" in granted(("employee",))
    assert "administration.manage" not in granted(("employee",))
    assert granted(("no-such-role",)) == frozenset()


@pytest.mark.django_db
def test_a_partial_role_in_a_part_gives_what_its_own_service_gives(towns: Settled) -> None:
    with inside(towns, "elif"):
        person = towns.people["elif"].pk
        RoleAssignment.objects.filter(person_id=person).delete()
        for role in ("teacher", "employee"):
            RoleAssignment.objects.create(person_id=person, role=role, unit=Unit.objects.first())
        held = entry(person)
        assert (held.roles, held.limited) == ((), ("employee", "teacher"))
        assert held.permissions == {"school.order", "school.classes"}
        assert person in holders("school.order")
        assert person not in holders("signing.send")
        RoleAssignment.objects.create(person_id=person, role="employee")
        assert entry(person).limited == ("teacher",)


@pytest.mark.django_db
@pytest.mark.parametrize("limits", [{"starts": 1}, {"ends": -1}, {"board": True}])
def test_a_role_outside_its_days_or_its_board_gives_nothing(towns: Settled, limits: dict[str, int]) -> None:
    with inside(towns, "elif"):
        person = towns.people["elif"].pk
        RoleAssignment.objects.filter(person_id=person).delete()
        row = RoleAssignment(person_id=person, role="employee", starts=today() - timedelta(days=9))
        row.starts = today() + timedelta(days=limits["starts"]) if "starts" in limits else row.starts
        row.ends = today() + timedelta(days=limits["ends"]) if "ends" in limits else None
        row.board = Board.objects.first() if "board" in limits else None
        row.save()
        assert held_roles(person) == ()
        assert person not in holders("signing.send")
