"""Sara decides what holds in Sundby."""

from datetime import timedelta

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.policies.models import Policy
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

PAGE = "/sundby/installningar/regler/"


def test_without_a_decision_the_platforms_own_holds(towns: Settled) -> None:
    policy = policy_of(towns.organisations["norrvik"].pk)
    assert (policy.idle, policy.longest, policy.staff_strength) == (
        timedelta(minutes=60),
        timedelta(hours=12),
        3,
    )


def test_a_decision_holds_from_its_moment_and_the_old_one_is_kept(visit: Visit, towns: Settled) -> None:
    sara, sundby = visit("sara"), towns.organisations["sundby"].pk
    before = now()
    sara.confirm(sara.get(PAGE), idle_minutes="20", stale_days="30")
    sara.confirm(sara.get(PAGE), idle_minutes="10")
    assert policy_of(sundby).idle_minutes == 10
    assert policy_of(sundby).stale_days == 30
    assert policy_of(sundby, before).idle_minutes == 60
    assert policy_of(towns.organisations["norrvik"].pk).idle_minutes == 60
    with scope(sundby):
        assert Policy.objects.count() == 2
        facts = list(AuditRow.objects.filter(event="PolicyChanged").values_list("facts", flat=True))
    assert {"what": "idle_minutes", "was": "20", "now": "10"} in facts
    assert len(facts) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"idle_minutes": "4"},
        {"idle_minutes": "61"},
        {"longest_hours": "13"},
        {"staff_strength": "1"},
        {"closed_providers": ["hemlig"]},
        {"closed_providers": ["bankid"]},
    ],
)
def test_nothing_looser_than_the_platform_and_never_no_way_in(
    visit: Visit, towns: Settled, wrong: dict[str, str]
) -> None:
    sara = visit("sara")
    page = sara.get(PAGE)
    with unchanged(towns):
        assert sara.submit(page, status=422, **wrong).problems


def test_one_is_warned_of_shutting_oneself_out(visit: Visit) -> None:
    sara = visit("sara")
    review = sara.submit(sara.get(PAGE), status=200, staff_strength="4")
    assert "Det gäller dig också" in review.text


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with unchanged(towns):
        visit(key).post(PAGE, {"idle_minutes": "5"}, status=status)
