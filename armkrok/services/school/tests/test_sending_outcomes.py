"""Every row of EGIL's table of outcomes: what happens, and what the next run does about it."""

from functools import partial

import pytest

from armkrok.services.school.egil.transport import Sender
from armkrok.services.school.models import PupilGroup, RosterPerson, SentObject, Wanted
from armkrok.services.school.sending import wire
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.services.school.tests.speaking import HASTY
from armkrok.site.settling import Settled
from tests.support.suppliers import BROWSER, Suppliers

Object = SentObject.State


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    made = sending_ground.made(towns.organisations["sundby"].pk, suppliers)
    made.adjust(connections=1)
    return made


def rename(ground: Ground, name: str = "Älva") -> str:
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, "Alva 8A")).update(given_name=name)
    return uuid_of(ground, "Alva 8A")


def lost(ground: Ground) -> None:
    """The receiver has forgotten everything."""
    BROWSER.delete(f"{ground.suppliers.url}/{ground.suppliers.slug}/control/objects").raise_for_status()


def test_a_create_that_failed_is_created_again(ground: Ground) -> None:
    ground.fault("POST", times=1)
    made = ground.send()
    assert (made.state, made.done["Organisation"]) == (State.PARTLY, {"failed": 1})
    assert ("failed", "answer") in ground.notes(made)
    assert uuid_of(ground, "kommunen") not in ground.states()
    again = ground.send()
    assert (again.state, ground.requests) == (State.DONE, ["POST Organisations"])


def test_what_exists_already_is_replaced_next_time(ground: Ground) -> None:
    ground.send()
    with ground.here():
        SentObject.objects.all().delete()
    made = ground.send()
    assert set(ground.asked("POST")) >= {"Users"}
    assert not ground.asked("PUT")
    assert (made.state, set(ground.states().values())) == (State.DONE, {Object.UNKNOWN})
    assert ("warning", "exists") in ground.notes(made)
    ground.send()
    assert (len(ground.asked("PUT")), len(ground.asked("POST"))) == (19, 0)
    assert set(ground.states().values()) == {Object.SENT}


def test_an_update_that_failed_is_dirty_and_updated_again(ground: Ground) -> None:
    ground.send()
    alva = rename(ground)
    ground.fault("PUT")
    ground.send()
    ground.calm()
    assert ground.states()[alva] == Object.DIRTY
    rename(ground, "Alva")  # back to what was last known to be there: still in doubt
    ground.send()
    assert ground.requests == ["PUT Users"]
    assert ground.states()[alva] == Object.SENT


def test_what_an_update_does_not_find_is_forgotten_and_created(ground: Ground) -> None:
    ground.send()
    alva = rename(ground)
    lost(ground)
    made = ground.send()
    assert ground.requests == ["PUT Users"]
    assert ("warning", "missing") in ground.notes(made)
    assert alva not in ground.states()
    ground.send()
    assert ground.requests == ["POST Users"]
    assert list(ground.objects("Users")) == [alva]


def test_who_has_become_a_teacher_and_is_not_there_is_created(ground: Ground) -> None:
    ground.send()
    with ground.here():
        alva = RosterPerson.objects.get(source_id=uuid_of(ground, "Alva 8A"))
        alva.memberships.all().delete()
        alva.enrolments.all().delete()
        sending_ground.teach(PupilGroup.objects.get(name="8B"), "Alva 8A")
    lost(ground)
    ground.send()
    assert "PUT Users" in ground.requests
    ground.send()
    assert "POST Users" in ground.requests
    assert uuid_of(ground, "Alva 8A") in ground.objects("Users")


def test_a_removal_that_failed_is_tried_again(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, "Alva 8A")).update(status="Avliden")
    ground.fault("DELETE")
    ground.send()
    ground.calm()
    assert ground.states()[uuid_of(ground, "Alva 8A")] == Object.LEAVING
    ground.send()
    assert ground.requests == ["DELETE Users"]
    assert uuid_of(ground, "Alva 8A") not in ground.states()


def test_who_comes_back_after_a_failed_removal_is_replaced(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, "Alva 8A")).update(status="Utvandrad")
    ground.fault("DELETE")
    ground.send()
    ground.calm()
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, "Alva 8A")).update(status="Aktiv")
    ground.send()
    assert sorted(ground.requests) == ["PUT StudentGroups", "PUT Users"]


def test_a_removal_of_what_is_not_there_is_done(ground: Ground) -> None:
    ground.send()
    lost(ground)
    made = ground.send(How.REMOVAL)
    assert (made.state, ground.states()) == (State.DONE, {})


@pytest.mark.parametrize("what", ["cut", "lost", "half"])
def test_an_answer_that_never_came_leads_to_no_second_object(ground: Ground, what: str) -> None:
    ground.fault("POST", what, times=1)
    made = ground.send()
    top = uuid_of(ground, "kommunen")
    assert (made.state, ground.states()[top]) == (State.PARTLY, Object.BEGUN)
    ground.send()
    expected = ["PUT Organisations", "POST Organisations"] if what == "cut" else ["PUT Organisations"]
    assert ground.requests == expected
    assert list(ground.objects("Organisations")) == [top]


def test_a_receiver_that_is_not_there_ends_the_run(ground: Ground) -> None:
    address = ground.suppliers.egil.rsplit(":", 1)[0] + ":9/linden/egil"
    ground.adjust(url=address)
    made = ground.send()
    assert made.state == State.ABORTED
    assert "tar inte emot" in made.why
    assert ground.states() == {}
    ground.adjust(url=ground.suppliers.egil)
    assert ground.send().done["Student"] == {"create": 8}


def test_more_than_three_time_outs_end_the_run(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.fault("POST", "slow", seconds=10.0)
    with monkeypatch.context() as impatient:
        impatient.setattr(wire, "Sender", partial(Sender, patience=HASTY))
        made = ground.send()
    assert made.state == State.ABORTED
    assert "i tid" in made.why
    assert len(ground.states()) == 4
    assert set(ground.states().values()) == {Object.BEGUN}
    ground.calm()
    assert ground.send().state == State.DONE
    assert len(ground.asked("PUT")) == 4, "what may have arrived is replaced, before it is created"
    assert set(ground.states().values()) == {Object.SENT}
    assert len(ground.states()) == 19


def test_a_busy_receiver_is_waited_for(ground: Ground) -> None:
    ground.suppliers.oddly(faults=[{"status": 429, "at": 16, "retry_after": "0"}])
    made = ground.send()
    assert (made.state, len(ground.states())) == (State.DONE, 19)


# ---- limits


def test_more_than_the_limit_stops_before_anything_is_sent(ground: Ground) -> None:
    ground.adjust(limit_count=3, limit_percent=100)
    assert ground.send().state == State.DONE, "a first run has no limit"
    with ground.here():
        RosterPerson.objects.filter(surname="8A", given_name__in=["Alva", "Bo", "Cleo", "Dani"]).update(
            gone_at="2026-01-01T00:00Z"
        )
    made = ground.send()
    assert (made.state, ground.requests) == (State.STOPPED, [])
    assert "Elev: 0 nya och 4 borttagna av 8" in made.why
    assert made.planned["Student"]["delete"] == 4
    with ground.here():
        person = RosterPerson.objects.first()
    assert person
    passed = ground.send(passed=True, by=_Someone(person.pk))
    assert (passed.state, len(ground.asked("DELETE"))) == (State.DONE, 4)
    assert ground.send().state == State.DONE


def test_after_a_first_run_that_was_forced_there_are_limits_too(ground: Ground) -> None:
    ground.send(How.FORCED, only=[uuid_of(ground, "8A")])
    ground.adjust(limit_count=3, limit_percent=100)
    with ground.here():
        SentObject.objects.all().delete()
    assert ground.send(How.FORCED).state == State.DONE
    with ground.here():
        RosterPerson.objects.filter(surname="8A", eppn__gt="").update(gone_at="2026-01-01T00:00Z")
    made = ground.send()
    assert (made.state, ground.requests) == (State.STOPPED, [])


def test_a_share_of_few_is_too_much(ground: Ground) -> None:
    ground.adjust(limit_count=1000, limit_percent=40)
    ground.send()
    with ground.here():
        PupilGroup.objects.filter(name="8A").update(gone_at="2026-01-01T00:00Z")
    made = ground.send()
    assert (made.state, ground.requests) == (State.STOPPED, [])


def test_half_a_source_removes_nobody(ground: Ground) -> None:
    ground.adjust(limit_count=50, limit_percent=10)
    ground.send()
    before = ground.states()
    with ground.here():
        PupilGroup.objects.all().update(gone_at="2026-01-01T00:00Z")
        RosterPerson.objects.all().update(gone_at="2026-01-01T00:00Z")
    made = ground.send()
    assert (made.state, ground.requests, ground.states()) == (State.STOPPED, [], before)


def test_new_ids_for_everybody_are_too_much(ground: Ground) -> None:
    ground.adjust(limit_count=50, limit_percent=10)
    ground.send()
    ground.adjust(pseudonymous=True)
    made = ground.send()
    assert (made.state, ground.requests) == (State.STOPPED, [])


def test_groups_that_people_have_asked_for_are_no_surprise(ground: Ground) -> None:
    with ground.here():
        kept = list(Wanted.objects.filter(group__name="8B").values("receiver_id", "group_id", "starts_on"))
        Wanted.objects.filter(group__name="8B").delete()
    ground.send()
    ground.adjust(limit_count=2, limit_percent=10)
    with ground.here():
        Wanted.objects.bulk_create(Wanted(**one) for one in kept)
    made = ground.send()
    assert (made.state, made.done["Student"]) == (State.DONE, {"create": 4})


class _Someone:
    """Who lets a run pass."""

    doer_kind = "person"
    principal_id = None

    def __init__(self, doer_id: object) -> None:
        self.doer_id = doer_id
