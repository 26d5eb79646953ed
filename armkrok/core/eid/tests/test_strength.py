"""How much a log-in must be worth, and how long it lasts, for roles to count."""

from datetime import timedelta

import pytest

from armkrok.core.identity.models import Session
from armkrok.core.policies.models import Policy
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit


@pytest.mark.parametrize(("strength", "status"), [(3, 200), (2, 403), (1, 403)])
def test_roles_demand_a_strong_log_in(visit: Visit, strength: int, status: int) -> None:
    sara = visit("sara")
    Session.objects.update(strength=strength)
    sara.get("/sundby/installningar/", status=status)


def test_the_organisation_decides_how_strong(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    Session.objects.update(strength=2)
    with scope(towns.organisations["sundby"].pk):
        Policy.objects.create(staff_strength=2)
    sara.get("/sundby/installningar/", status=200)


@pytest.mark.parametrize(("strength", "status"), [(2, 200), (1, 403), (0, 403)])
def test_a_persons_own_pages_demand_less(visit: Visit, strength: int, status: int) -> None:
    vera = visit("vera")
    Session.objects.update(strength=strength)
    vera.get("/mina/", status=status)


def test_a_session_lasts_as_long_as_the_organisation_lets_it(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        Policy.objects.create(idle_minutes=5)
    session = Session.objects.get()
    Session.objects.update(seen_at=session.seen_at - timedelta(minutes=6))
    assert sara.get("/sundby/installningar/", status=302).leads_to.startswith("/logga-in/")
    assert Session.objects.get().ended_why == "idle"
