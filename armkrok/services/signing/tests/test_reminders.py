"""Which day reminds whom; never twice, and never after a kill."""

from datetime import date, datetime, timedelta

import pytest

from armkrok.kit.days import STOCKHOLM, now, start_of, today
from armkrok.services.signing.actions import following
from armkrok.services.signing.actions.reminding import is_due
from armkrok.services.signing.jobs import remind_all
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.asking import asked_of, letters_to, party_of, tasks_of
from armkrok.services.signing.tests.signers import events_of
from armkrok.site.settling import Settled
from tests.support.people import inside

MONDAY = date(2026, 11, 2)
REMINDER = "Påminnelse. Skriv under Protokoll 17 november"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("wishes", "reminded", "days"),
    [
        ({"remind_after": 3}, None, {3, 4, 5, 6, 7, 8, 9, 10}),
        ({"remind_after": 3}, 3, set()),
        ({"remind_after": 3, "remind_every": 4}, 3, {7, 8, 9, 10}),
        ({"remind_every": 5}, None, {5, 6, 7, 8, 9, 10}),
        ({"sign_by": 8, "remind_last": True}, None, {7, 8, 9, 10}),
        ({"sign_by": 8, "remind_last": True}, 7, set()),
        ({"sign_by": 8, "remind_last": False}, None, set()),
        ({"sign_by": 8, "remind_last": True, "remind_after": 2}, 2, {7, 8, 9, 10}),
        ({}, None, set()),
    ],
)
def test_the_days(wishes: dict[str, int], reminded: int | None, days: set[int]) -> None:
    """Days after the invitation, which came on day 0; what was not sent in time is sent later, once."""
    facts: dict[str, object] = {"remind_last": False, **wishes}
    if "sign_by" in wishes:
        facts["sign_by"] = MONDAY + timedelta(days=wishes["sign_by"])
    request = SigningRequest(organisation_id=None, **facts)
    party = Party(organisation_id=None, invited_at=at(MONDAY))
    if reminded is not None:
        party.reminded_at = at(MONDAY + timedelta(days=reminded))
    first = reminded or 0
    due = {number for number in range(first, 11) if is_due(request, party, MONDAY + timedelta(days=number))}
    assert due == days


def test_the_day_is_swedish() -> None:
    """Half past twelve at night in Sweden is the evening before in UTC."""
    request = SigningRequest(organisation_id=None, remind_after=1, remind_last=False)
    party = Party(organisation_id=None, invited_at=start_of(MONDAY) + timedelta(minutes=30))
    assert not is_due(request, party, MONDAY)
    assert is_due(request, party, MONDAY + timedelta(days=1))


def test_the_clock_reminds_once(towns: Settled) -> None:
    request = asked_of(towns, {"karin": {}, "elif": {"turn": 2}}, remind_after=2)
    with inside(towns, "amina"):
        Party.objects.filter(person=towns.people["karin"]).update(invited_at=now() - timedelta(days=3))
    for _ in range(3):
        remind_all()
    with inside(towns, "amina"):
        assert letters_to("karin").count(REMINDER) == 1
        assert letters_to("elif") == []
        assert events_of(request).count("ReminderSent") == 1


def test_the_sender_is_told_once_for_each_last_day(towns: Settled) -> None:
    request = asked_of(towns, {"karin": {}})
    late = "Sista dagen har passerat: Protokoll 17 november"

    def passed(day: date) -> int:
        with inside(towns, "amina"):
            SigningRequest.objects.filter(pk=request.pk).update(sign_by=day)
        for _ in range(2):
            remind_all()
        with inside(towns, "amina"):
            return letters_to("amina.karlsson").count(late)

    assert passed(today()) == 0
    assert passed(today() - timedelta(days=2)) == 1
    with inside(towns, "amina") as amina:
        following.extend(SigningRequest.objects.get(pk=request.pk), today() + timedelta(days=1), by=amina)
        assert "Ny sista dag: Protokoll 17 november" in letters_to("karin")
        assert len(tasks_of(towns, "karin")) == 1
    assert passed(today() - timedelta(days=1)) == 2
    with inside(towns, "amina"):
        assert REMINDER not in letters_to("karin")


def test_letters_are_in_each_ones_language(towns: Settled) -> None:
    request = asked_of(towns, {"karin": {"language": "en"}, "elif": {}})
    with inside(towns, "amina"):
        assert party_of(towns, request, "karin").language == "en"
        assert letters_to("karin") != letters_to("elif")
