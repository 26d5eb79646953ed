"""A protected person does not stay at a receiver that was away, or that had her without our knowing."""

from datetime import timedelta

import pytest

from armkrok.kit.days import now
from armkrok.services.school.actions import protecting
from armkrok.services.school.actions.still_there import take_away_again
from armkrok.services.school.models import (
    Alias,
    Erasure,
    Kind,
    PupilGroup,
    RosterPerson,
    SendRun,
    SentObject,
    Wanted,
)
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.site.settling import Settled
from tests.support.agreements import Agreement
from tests.support.suppliers import Suppliers


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


def marked(ground: Ground, name: str) -> RosterPerson:
    with ground.here():
        row = RosterPerson.objects.get(source_id=uuid_of(ground, name))
        protecting.marked([row.pk])
        return row


def waiting(ground: Ground) -> list[SendRun]:
    with ground.here():
        return list(SendRun.objects.filter(how=How.URGENT, state=State.WAITING))


def forgotten(ground: Ground) -> None:
    """All that we know of what the receiver has is lost, and read anew from it."""
    with ground.here():
        SentObject.objects.all().delete()
    assert ground.send(How.REBUILD).state == State.DONE


def again(ground: Ground) -> int:
    with ground.here():
        return take_away_again()


def test_whose_the_objects_are_is_known_after_a_rebuild(ground: Ground) -> None:
    ground.send()
    with ground.here():
        rows = SentObject.objects.order_by("sent_id").values_list("sent_id", "kind", "subject_id")
        before = list(rows)
    forgotten(ground)
    with ground.here():
        assert list(rows.all()) == before
        assert sum(subject is not None for *_other, subject in before) == 12


def test_after_a_rebuild_and_a_usual_run_there_is_no_difference(ground: Ground) -> None:
    ground.send()
    forgotten(ground)
    ground.send()
    made = ground.send(How.DRY)
    assert (made.state, ground.requests, ground.notes(made)) == (State.DONE, [], set())


def test_who_was_protected_before_the_rebuild_is_taken_away_outside_the_limits(ground: Ground) -> None:
    ground.send()
    with ground.here():
        SentObject.objects.all().delete()
    row = marked(ground, "Alva 8A")
    assert waiting(ground) == []
    forgotten(ground)
    ground.adjust(limit_count=0, limit_percent=0)
    assert again(ground) == 1
    (made,) = waiting(ground)
    assert ground.perform(made).state == State.DONE
    told = str([ground.objects(one) for one in ("Users", "StudentGroups")])
    assert uuid_of(ground, "Alva 8A") not in told
    assert uuid_of(ground, "Bo 8A") in told
    with ground.here():
        assert Erasure.objects.get().subject_id == row.pk
        assert Erasure.objects.get().removed_at
    assert again(ground) == 0


def test_the_urgent_removes_no_group_that_is_only_of_unknown_content(ground: Ground) -> None:
    ground.send()
    forgotten(ground)
    with ground.here():
        Wanted.objects.filter(group=PupilGroup.objects.get(name="8B")).delete()
    marked(ground, "Alva 8A")
    (made,) = waiting(ground)
    assert ground.perform(made).state == State.DONE
    written = {one for one in ground.requests if not one.startswith("GET")}
    assert written == {"DELETE Users", "PUT Activities", "PUT StudentGroups"}
    assert len(ground.objects("StudentGroups")) == 2


def test_staff_without_a_chosen_group_are_staff_after_a_rebuild(ground: Ground) -> None:
    ground.send()
    with ground.here():
        Wanted.objects.all().delete()
    forgotten(ground)
    with ground.here():
        teacher = SentObject.objects.get(sent_id=uuid_of(ground, "Lärare 8A"))
        assert teacher.kind == Kind.TEACHER


def test_a_receiver_that_was_away_is_asked_again_and_less_often_each_time(ground: Ground) -> None:
    ground.send()
    marked(ground, "Alva 8A")
    (made,) = waiting(ground)
    assert again(ground) == 0
    ground.fault("DELETE")
    assert ground.perform(made).state == State.PARTLY
    assert again(ground) == 0
    with ground.here():
        SendRun.objects.filter(pk=made.pk).update(ended_at=now() - timedelta(minutes=11))
    assert again(ground) == 1
    (second,) = waiting(ground)
    assert ground.perform(second).state == State.PARTLY
    with ground.here():
        SendRun.objects.filter(pk=second.pk).update(ended_at=now() - timedelta(minutes=11))
    assert again(ground) == 0
    with ground.here():
        SendRun.objects.filter(how=How.URGENT).update(ended_at=now() - timedelta(minutes=21))
    ground.calm()
    assert again(ground) == 1
    (third,) = waiting(ground)
    assert ground.perform(third).state == State.DONE
    assert uuid_of(ground, "Alva 8A") not in ground.objects("Users")
    with ground.here():
        assert Erasure.objects.get().removed_at
    assert again(ground) == 0


def test_who_is_told_of_by_a_decision_is_left_where_she_is(ground: Ground) -> None:
    ground.send()
    row = marked(ground, "Alva 8A")
    ground.perform(waiting(ground)[0])
    with ground.here():
        Alias.objects.create(
            subject=row, policy=Alias.Policy.ALIAS, given_name="Kim", surname="Lund",
            alias_id="11111111-2222-4333-8444-555555555555", eppn="kim.lund@elev.sundby.example",
            reason="Beslut", decided_by=row.pk,
        )  # fmt: skip
    ground.send()
    assert "Kim" in str(ground.objects("Users"))
    assert again(ground) == 0
    with ground.here():
        Agreement.objects.update(state=Agreement.State.SUSPENDED)
    assert again(ground) == 0
