"""A right that outlives its reason: who has left, or lost her role, no longer sees what she sent at work."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit, inside


def _sent(towns: Settled) -> UUID:
    """What Amina has asked Karin to sign."""
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(1)], "avtal.pdf", by=amina)
        karin = towns.people["karin"]
        drafting.add_person(draft, karin, name=karin.name, email="karin@sundby.example", title="")
        return UUID(str(sending.send(draft, by=amina).pk))


def _left(person_id: UUID) -> None:
    Member.objects.filter(person_id=person_id).update(left_at=now())


def _over(person_id: UUID) -> None:
    yesterday = today() - timedelta(days=1)
    RoleAssignment.objects.filter(person_id=person_id).update(starts=yesterday, ends=yesterday)


def _taken(person_id: UUID) -> None:
    RoleAssignment.objects.filter(person_id=person_id).update(ended_at=now())


def _weak(person_id: UUID) -> None:
    Session.objects.filter(person_id=person_id).update(strength=2)


@pytest.mark.parametrize("lose", [_left, _over, _taken, _weak], ids=lambda one: one.__name__)
@pytest.mark.parametrize("page", ["1/fil/", "1/original/"])
def test_what_she_sent_is_the_organisations(
    page: str, lose: Callable[[UUID], None], visit: Visit, towns: Settled
) -> None:
    amina, karin = visit("amina"), visit("karin")
    address = f"/sundby/underskrift/{_sent(towns)}/{page}"
    assert amina.client.get(address).status_code == 200
    assert karin.client.get(address).status_code == 200
    with scope(towns.organisations["sundby"].pk):
        lose(towns.people["amina"].pk)
    assert amina.client.get(address).status_code == 404
    assert karin.client.get(address).status_code == 200
