"""An agreement's life, and what holds on each day of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from armkrok.core.access.errors import ServiceClosed
from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.models import OpenService
from armkrok.kit import days
from armkrok.kit.days import today
from armkrok.services.exchange import public
from armkrok.services.exchange.actions import agreements
from armkrok.services.exchange.actions.reminding import remind
from armkrok.services.exchange.errors import (
    AlreadyOver,
    DraftExists,
    NotADraft,
    NotEnded,
    NotReady,
    SameEyes,
)
from armkrok.services.exchange.facts import Standing
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import standing
from armkrok.site.settling import Settled
from tests.support import exchange_ground as ground
from tests.support.people import inside
from tests.support.unchanged import unchanged

FIRST, LAST = date(today().year + 1, 1, 1), date(today().year + 1, 6, 30)
NOON, MIDNIGHT, LATE = time(12), time(), time(23, 59, 59)
DAY = timedelta(days=1)
State = Agreement.State


@pytest.fixture(autouse=True)
def _giving() -> Any:
    with ground.gives():
        yield


def _on(monkeypatch: pytest.MonkeyPatch, day: date, at: time = NOON) -> None:
    """Let it be that day and time on a Swedish clock."""
    moment = datetime.combine(day, at, days.STOCKHOLM).astimezone(UTC)
    monkeypatch.setattr(days, "now", lambda: moment)


@pytest.mark.parametrize("state", ["draft", "signed", "suspended", "ended"])
@pytest.mark.parametrize(
    ("day", "is_in"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_only_what_is_signed_holds_and_only_on_its_days(
    towns: Settled, state: str, day: date, is_in: bool
) -> None:
    with inside(towns, "sara"):
        made = ground.drafted(None, replace(ground.TERMS, valid_from=FIRST, valid_to=LAST))
        if state != "draft":
            agreements.sign(made, "Båda", by=None)
        if state == "suspended":
            agreements.suspend(made, "Incident", by=None)
        if state == "ended":
            agreements.end(made, "Slut", by=None)
        found = public.agreement_for(made.receiver_id, day)
        assert (found is not None) == (state == "signed" and is_in)
        if found:
            assert found.attributes == {
                "Student": frozenset({"externalId", "displayName", "userName"}),
                "StudentGroup": frozenset({"displayName"}),
            }


@pytest.mark.parametrize(
    ("day", "at", "holds"),
    [
        (FIRST - DAY, LATE, False),
        (FIRST, MIDNIGHT, True),
        (LAST, LATE, True),
        (LAST + DAY, MIDNIGHT, False),
    ],
)
def test_days_begin_and_end_on_a_swedish_clock(
    towns: Settled, monkeypatch: pytest.MonkeyPatch, day: date, at: time, holds: bool
) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None, replace(ground.TERMS, valid_from=FIRST, valid_to=LAST))
        _on(monkeypatch, day, at)
        assert (public.agreement_for(made.receiver_id) is not None) == holds


@pytest.mark.parametrize(
    ("left", "expected"),
    [(91, Standing.VALID), (90, Standing.ENDS_SOON), (0, Standing.ENDS_SOON), (-1, Standing.ENDED)],
)
def test_the_standing_says_what_ends_within_ninety_days(
    towns: Settled, monkeypatch: pytest.MonkeyPatch, left: int, expected: Standing
) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None, replace(ground.TERMS, valid_from=FIRST, valid_to=LAST))
        none = ground.receiver("Norrsken").id
        _on(monkeypatch, LAST - timedelta(days=left))
        assert public.standings([made.receiver_id, none]) == {
            made.receiver_id: (expected, LAST),
            none: (Standing.MISSING, None),
        }


def test_a_new_version_takes_over_on_its_day_and_the_old_one_is_never_edited(towns: Settled) -> None:
    turn = today() + timedelta(days=100)
    with inside(towns, "sara") as sara:
        first = ground.signed(sara)
        second = agreements.draft(ground.KEY, ground.receiver(), by=sara)
        assert first.valid_to
        assert (second.version, second.purpose) == (2, first.purpose)
        assert second.valid_from == first.valid_to + DAY
        words = {"valid_from": turn, "valid_to": turn + timedelta(days=700), "level": 1}
        agreements.rewrite(second, words, by=sara)
        agreements.sign(second, "Båda", by=None)
        before = public.agreement_for(first.receiver_id, turn - timedelta(days=1))
        after = public.agreement_for(first.receiver_id, turn)
        assert before is not None and before.id == first.pk  # noqa: PT018
        assert after is not None and (after.id, after.level) == (second.pk, 1)  # noqa: PT018
        assert public.standings([first.receiver_id])[first.receiver_id] == (
            Standing.VALID,
            turn + timedelta(days=700),
        )
        with unchanged(towns), pytest.raises(NotADraft):
            agreements.rewrite(first, {"purpose": "Något annat"}, by=sara)


def test_a_version_that_is_taken_back_before_its_day_leaves_the_old_one(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        first = ground.signed(sara)
        second = agreements.draft(ground.KEY, ground.receiver(), by=None)
        agreements.rewrite(second, {"valid_to": second.valid_from + timedelta(days=10)}, by=None)  # type: ignore[operator]
        agreements.sign(second, "Båda", by=None)
        agreements.end(second, "Fel", by=sara)
        found = public.agreement_for(first.receiver_id, first.valid_to)
        assert found is not None
        assert found.id == first.pk
        assert not AuditRow.objects.filter(event="AgreementEnded").exists()


def test_a_draft_lacks_what_it_lacks(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        made = ground.drafted(None, replace(ground.TERMS, purpose="", level=4))
        with unchanged(towns), pytest.raises(NotReady) as refused:
            agreements.sign(made, "Båda", by=sara)
        for word in ("ändamålet", "första dag", "personnummer"):
            assert word in str(refused.value.text)


def test_a_higher_level_is_the_only_way_to_more_names(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        made = ground.drafted(sara)
        agreements.rewrite(made, {"attributes": {"Student": ["civicNo", "displayName"]}}, by=sara)
        made.refresh_from_db()
        assert made.attributes == {"Student": ["displayName"], "StudentGroup": []}


def test_somebody_else_enters_it_as_signed_when_there_is_somebody_else(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        made = ground.drafted(sara)
        RoleAssignment.objects.create(person=towns.people["karin"], role="administrator")
        with unchanged(towns), pytest.raises(SameEyes):
            agreements.sign(made, "Båda", by=sara)
    with inside(towns, "karin") as karin:
        agreements.sign(made, "Båda", by=karin)
        made.refresh_from_db()
        assert (made.state, made.signed_by) == (State.SIGNED, karin.person_id)


def test_what_is_over_is_over(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        made = ground.signed(sara)
        with unchanged(towns), pytest.raises(NotEnded):
            agreements.prove_removed(made, "Intyg", by=sara)
        agreements.suspend(made, "Incident", by=sara)
        agreements.resume(made, by=sara)
        agreements.end(made, "Byte", by=sara)
        for deed in (agreements.suspend, agreements.end):
            with pytest.raises(AlreadyOver):
                deed(made, "igen", by=sara)
        public.removal_proven(made.receiver_id, "Alla 30 borttagna")
        made.refresh_from_db()
        assert (made.removal_proof, made.removed_at is not None) == ("Alla 30 borttagna", True)
        told = AuditRow.objects.get(event="AgreementEnded")
        assert told.facts == {"receiver_id": str(made.receiver_id), "agreement_id": str(made.pk)}
        behind = public.agreement_behind(made.receiver_id)
        assert behind is not None
        assert behind.id == made.pk, "removals are made under the agreement that has ended"


def test_a_receiver_has_one_draft_at_a_time(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        ground.drafted(sara)
        with unchanged(towns), pytest.raises(DraftExists):
            ground.drafted(sara)


def test_those_who_manage_are_reminded_once_for_each_term(
    towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(towns, "sara") as sara:
        made = ground.signed(None, replace(ground.TERMS, valid_from=FIRST, valid_to=LAST))
        told = []
        for left in (91, 90, 89, 31, 25, 25, 7, 1, 0, -1, -2):
            _on(monkeypatch, LAST - timedelta(days=left))
            told.append(remind())
        assert told == [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]
        task = Task.objects.get(about_id=made.pk)
        assert task.person_id == sara.person_id
        assert "har gått ut" in task.title
        assert set(Message.objects.values_list("to", flat=True)) == {"sara.lind@sundby.example"}
        assert AuditRow.objects.filter(event="AgreementExpired").count() == 1
        assert AuditRow.objects.filter(event="AgreementReminded").count() == 3


def test_days_without_reminders_are_made_up_for_by_one(
    towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with inside(towns, "sara"):
        ground.signed(None, replace(ground.TERMS, valid_from=FIRST, valid_to=LAST))
        _on(monkeypatch, LAST - timedelta(days=3))
        assert (remind(), remind(), Message.objects.count()) == (1, 0, 1)


def test_a_closed_service_answers_nobody_but_takes_what_was_given(towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
        OpenService.objects.filter(service_key="exchange").delete()
        with pytest.raises(ServiceClosed):
            public.agreement_for(made.receiver_id)
        with pytest.raises(ServiceClosed):
            public.standings([made.receiver_id])
        ground.given(made, "create")
        assert standing.current(made.receiver_id, today()) is not None


def test_other_services_are_told_what_was_given_to_whom(towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
        other = ground.signed(None, name="Kunskapsgården, Matte")
        ground.given(made, "create", "update", "delete")
        ground.given(other, "create")
        ground.given(other, "update", outcome="http-500")
        told = [one.operation for one in public.releases_about(ground.pupil())]
        assert told == ["create", "update", "delete", "create", "update"]
        facts = {one.receiver_id: one for one in public.receivers_of(ground.pupil())}
        assert (facts[made.receiver_id].is_removed, facts[other.receiver_id].is_removed) == (True, False)
        assert facts[other.receiver_id].attributes == ("displayName", "userName")
        assert facts[other.receiver_id].purpose == ground.TERMS.purpose
    with inside(towns, "sara", "norrvik"):
        assert public.releases_about(ground.pupil()) == []
        assert public.agreement_for(made.receiver_id) is None
