"""Whole runs over mutual TLS with pins from a signed feed, told from the supplier's own log of requests."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from armkrok.kit.days import now, today
from armkrok.services.school.models import Federation, Membership, PupilGroup, RosterPerson, Wanted
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.services.school.views.receivers import GROUPS_FIRST
from armkrok.site.settling import Settled
from tests.support.agreements import ReleaseBatch
from tests.support.suppliers import Suppliers

SUNDBY = "https://sundby.example"


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    made = sending_ground.made(towns.organisations["sundby"].pk, suppliers)
    sending_ground.federate(made)
    return made


def lines(ground: Ground) -> list[tuple[str, str, int]]:
    """Each request of the latest run, as (method, what it was about, status), and who asked."""
    found = []
    for line in ground.suppliers.log:
        assert line["tenant"] == SUNDBY, "known by the certificate alone"
        tail = line["path"].removeprefix("/linden/egil/")
        assert tail != line["path"]
        found.append((line["method"], tail, line["status"]))
    return found


def due(ground: Ground) -> None:
    """What is kept of the metadata is older than it says that it may be."""
    with ground.here():
        Federation.objects.update(fetched_at=now() - timedelta(hours=2))


def test_first_rename_move_leave_and_delete(ground: Ground) -> None:
    made = ground.send()
    assert (made.state, made.why) == (State.DONE, "")
    first = lines(ground)
    assert {(method, status) for method, _tail, status in first} == {("POST", 201)}
    assert Counter(tail for _method, tail, _status in first) == {
        "Organisations": 1, "SchoolUnitGroups": 1, "SchoolUnits": 1, "Users": 10, "Employments": 2,
        "StudentGroups": 2, "Activities": 2,
    }  # fmt: skip
    sent = {json.loads(line["body"])["externalId"] for line in ground.suppliers.log}
    assert sent == set(ground.states())
    alva, bo, cleo, eight_a, eight_b = (
        uuid_of(ground, name) for name in ("Alva 8A", "Bo 8A", "Cleo 8B", "8A", "8B")
    )
    with ground.here():
        RosterPerson.objects.filter(source_id=alva).update(given_name="Älva")
    ground.send()
    assert lines(ground) == [("PUT", f"Users/{alva}", 200)]
    assert json.loads(ground.suppliers.log[0]["body"])["name"]["givenName"] == "Älva"
    _move(ground, bo)
    ground.send()
    assert sorted(lines(ground)) == sorted(
        [("PUT", f"StudentGroups/{eight_a}", 200), ("PUT", f"StudentGroups/{eight_b}", 200)]
    )
    with ground.here():
        RosterPerson.objects.filter(source_id=cleo).update(status="Utvandrad")
    ground.send()
    assert lines(ground) == [("PUT", f"StudentGroups/{eight_b}", 200), ("DELETE", f"Users/{cleo}", 204)]
    with ground.here():
        Wanted.objects.filter(group__name="8B").delete()
    ground.send()
    gone = lines(ground)
    assert {(method, status) for method, _tail, status in gone} == {("DELETE", 204)}
    assert list(dict.fromkeys(tail.partition("/")[0] for _method, tail, _status in gone)) == [
        "Activities", "StudentGroups", "Employments", "Users",
    ]  # fmt: skip
    assert ground.send(How.REMOVAL).state == State.DONE
    assert ground.suppliers.state["tenants"].get(SUNDBY, {}) in ({}, dict.fromkeys(_kinds(ground), 0))
    assert ground.states() == {}


def _kinds(ground: Ground) -> list[str]:
    return list(ground.suppliers.state["tenants"].get(SUNDBY, {}))


def _move(ground: Ground, pupil: str) -> None:
    with ground.here():
        row = Membership.objects.get(pupil__source_id=pupil, group__name="8A")
        row.end_on = today() - timedelta(days=1)
        row.save()
        other = PupilGroup.objects.get(name="8B")
        Membership.objects.create(pupil_id=row.pupil_id, group=other, start_on=today())


def _nothing_was_sent(ground: Ground, run_id: UUID) -> None:
    assert ground.suppliers.log == []
    with ground.here():
        assert not ReleaseBatch.objects.filter(run_id=run_id).exists()


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"pins": {"https://linden.example": ["other"]}}, "annan nyckel"),
        ({"lifetime": -5}, "gått ut"),
        ({"wrong_key": True}, "inte undertecknade"),
        ({"alg": "none"}, "inte undertecknade"),
        ({"without": ["https://linden.example"]}, "finns inte i federationens metadata"),
    ],
)
def test_nothing_is_sent_in_doubt(ground: Ground, wishes: dict[str, Any], words: str) -> None:
    if "pins" in wishes:
        wishes = {"pins": {"https://linden.example": [ground.suppliers.pins["other"]]}}
    ground.suppliers.publish(**wishes)
    made = ground.send()
    assert made.state == State.ABORTED
    assert words in made.why
    _nothing_was_sent(ground, made.pk)
    assert ground.states() == {}
    ground.suppliers.publish(pins={}, lifetime=86_400.0, wrong_key=False, alg="ES256", without=[])
    due(ground)
    assert ground.send().state == State.DONE


def test_a_pin_that_became_wrong_changes_nothing_that_was_sent(ground: Ground) -> None:
    ground.send()
    before = ground.states()
    ground.suppliers.publish(pins={"https://linden.example": [ground.suppliers.pins["next"]]})
    due(ground)
    with ground.here():
        RosterPerson.objects.filter(surname="8A").update(surname="8Å")
    made = ground.send()
    assert (made.state, "annan nyckel" in made.why) == (State.ABORTED, True)
    _nothing_was_sent(ground, made.pk)
    assert ground.states() == before


def test_a_feed_that_runs_out_is_not_used_though_it_once_was_good(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(surname="8A").update(surname="8Å")
    ground.suppliers.publish(lifetime=-5)
    later = now() + timedelta(days=2)
    monkeypatch.setattr("armkrok.services.school.sending.metadata.now", lambda: later)
    made = ground.send()
    assert (made.state, "gått ut" in made.why) == (State.ABORTED, True)
    _nothing_was_sent(ground, made.pk)


def test_groups_before_people_when_the_receiver_wants_it(ground: Ground) -> None:
    ground.adjust(order=GROUPS_FIRST)
    ground.send()
    wanted = [
        "Organisations", "SchoolUnitGroups", "SchoolUnits", "StudentGroups", "Users", "Employments",
        "Activities",
    ]  # fmt: skip
    assert list(dict.fromkeys(tail for _method, tail, _status in lines(ground))) == wanted
    ground.send(How.REMOVAL)
    removed = [tail.partition("/")[0] for _method, tail, _status in lines(ground)]
    assert list(dict.fromkeys(removed)) == wanted[::-1]


def test_a_receiver_on_an_inner_network_is_reached_by_its_own_organisation(
    ground: Ground, settings: Any
) -> None:
    ground.send(How.DRY)
    with ground.here():
        federation = Federation.objects.get()
    from armkrok.services.school.sending.metadata import fetched_now

    fetched_now(federation)
    with ground.here():
        Federation.objects.update(fetched_at=now() + timedelta(hours=1))
    settings.OUTGOING_HOSTS = []
    for named in ([], ["norrvik=127.0.0.1:{port}"], ["sundby=127.0.0.1:1"]):
        settings.INNER_HOSTS = [one.format(port=ground.suppliers.tls) for one in named]
        made = ground.send()
        assert (made.state, "internt nät" in made.why) == (State.ABORTED, True)
        _nothing_was_sent(ground, made.pk)
    settings.INNER_HOSTS = [f"sundby=127.0.0.1:{ground.suppliers.tls}"]
    assert ground.send().state == State.DONE
    assert len(lines(ground)) == 19
