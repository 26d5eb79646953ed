"""Protected persons: withheld, removed at once, and told of under ids that lead nowhere."""

import json
import uuid
from typing import Any

import pytest

from armkrok.core.identity import sealed
from armkrok.kit import numbers
from armkrok.services.school.models import Alias, Erasure, Receiver, RosterPerson, SendRun
from armkrok.services.school.sending import run
from armkrok.services.school.sending.flow import Flow
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.site.settling import Settled
from tests.support.agreements import Agreement
from tests.support.people import Visit
from tests.support.suppliers import Suppliers

ALIAS = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


def mark(ground: Ground, name: str = "Alva 8A") -> RosterPerson:
    with ground.here():
        row = RosterPerson.objects.get(source_id=uuid_of(ground, name))
        RosterPerson.objects.filter(pk=row.pk).update(is_protected=True, marking="Sekretessmarkering")
        return row


def decide(ground: Ground, row: RosterPerson, policy: str, **more: Any) -> None:
    with ground.here():
        Alias.objects.create(
            subject=row, policy=policy, alias_id=ALIAS, given_name="Kim", surname="Lund",
            eppn="kim.lund@elev.sundby.example", reason="Beslut", decided_by=uuid.uuid4(), **more,
        )  # fmt: skip


def test_a_protected_pupil_is_withheld_everywhere(ground: Ground) -> None:
    mark(ground)
    made = ground.send()
    everything = json.dumps([ground.objects(one) for one in ("Users", "StudentGroups")])
    assert uuid_of(ground, "Alva 8A") not in everything
    assert ("skipped", "protected") in ground.notes(made)


def test_a_marking_alone_is_enough(ground: Ground) -> None:
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, "Bo 8A")).update(
            marking="Skyddad folkbokföring"
        )
    ground.send()
    assert uuid_of(ground, "Bo 8A") not in ground.objects("Users")


def test_under_alias_nothing_of_her_own_is_told(ground: Ground) -> None:
    ground.agree(
        4,
        attributes={
            "User": ["displayName", "userName", "securityMarking", "civicNo", "emails", "enrolments"]
        },
    )
    row, number = mark(ground), numbers.test_numbers()[0]
    with ground.here():
        own = {"civic_sealed": sealed.seal(number), "email": "alva@hemma.example"}
        RosterPerson.objects.filter(pk=row.pk).update(**own)
    decide(ground, row, "alias")
    ground.send()
    told = ground.objects("Users")[ALIAS]
    assert (told["displayName"], told["userName"]) == ("Kim Lund", "kim.lund@elev.sundby.example")
    everything = all_sent(ground)
    for part in ("Alva 8A", uuid_of(ground, "Alva 8A"), number, "hemma.example", "securityMarking"):
        assert part not in everything
    members = ground.objects("StudentGroups")[uuid_of(ground, "8A")]["studentMemberships"]
    assert ALIAS in [one["value"] for one in members]


def test_a_receivers_own_decision_comes_before_the_general(ground: Ground) -> None:
    row = mark(ground)
    decide(ground, row, "alias")
    decide(ground, row, "withhold", receiver_id=ground.receiver_id)
    ground.send()
    assert ALIAS not in ground.objects("Users")


def all_sent(ground: Ground) -> str:
    kinds = ("Users", "StudentGroups", "Activities", "Employments")
    return json.dumps([ground.objects(one) for one in kinds], ensure_ascii=False)


@pytest.mark.parametrize("level", [1, 2])
def test_as_usual_after_a_decision_is_under_a_new_id(ground: Ground, level: int) -> None:
    """Nothing that is sent of her, pseudonyms of names included, is what was sent before."""
    ground.agree(level)
    ground.send()
    before = ground.objects("Users")[uuid_of(ground, "Alva 8A")]
    row = mark(ground)
    ground.send(How.URGENT, only=[row.pk])
    decide(ground, row, "ordinary")
    ground.send()
    told = ground.objects("Users")[ALIAS]
    assert told["displayName"] == "Alva 8A"
    assert "securityMarking" not in json.dumps(told)
    assert uuid_of(ground, "Alva 8A") not in all_sent(ground)
    assert (told["name"]["givenName"] == before["name"]["givenName"]) == (level == 2)
    assert ground.requests == ["POST Users", "PUT StudentGroups"]


def test_from_an_alias_to_as_usual_she_is_another(ground: Ground, towns: Settled, visit: Visit) -> None:
    """The alias is removed before the new is made, and nothing leads from one to the other."""
    row = mark(ground)
    page = f"/sundby/skola/skyddade/{row.pk}/"
    inga = visit("inga")
    alias: dict[str, Any] = {"given_name": "Kim", "surname": "Lund", "eppn": "kim.lund@elev.sundby.example"}
    inga.submit(inga.get(page), policy="alias", reason="Beslut", **alias)
    ground.send()
    (kim,) = [key for key, one in ground.objects("Users").items() if one["displayName"] == "Kim Lund"]
    inga.submit(inga.get(page), policy="ordinary", reason="Hotet är över")
    assert ground.urgent() == ["PUT StudentGroups", "DELETE Users"]
    ground.send()
    (own,) = [key for key, one in ground.objects("Users").items() if one["displayName"] == "Alva 8A"]
    assert len({kim, own, uuid_of(ground, "Alva 8A")}) == 3
    assert kim not in all_sent(ground)
    inga.submit(inga.get(page), policy="alias", reason="Hotet är tillbaka", **alias)
    ground.urgent()
    ground.send()
    assert kim in ground.objects("Users"), "the alias is the same in every system, now and later"
    assert own not in all_sent(ground)


def test_who_becomes_protected_is_removed_at_once_and_comes_back_under_alias(ground: Ground) -> None:
    ground.send()
    row = mark(ground)
    ground.adjust(limit_count=0, limit_percent=0)
    with ground.here():
        Erasure.objects.create(subject=row, receiver_id=ground.receiver_id)
    made = ground.send(How.URGENT, only=[row.pk])
    assert (made.state, ground.requests) == (State.DONE, ["PUT StudentGroups", "DELETE Users"])
    everything = json.dumps([ground.objects(one) for one in ("Users", "StudentGroups")])
    assert uuid_of(ground, "Alva 8A") not in everything
    with ground.here():
        assert Erasure.objects.get().removed_at
    decide(ground, row, "alias")
    ground.adjust(limit_count=10, limit_percent=100)
    ground.send()
    assert sorted(ground.requests) == ["POST Users", "PUT StudentGroups"]
    assert ALIAS in ground.objects("Users")


def test_the_urgent_is_done_without_an_agreement(ground: Ground) -> None:
    ground.send()
    row = mark(ground)
    with ground.here():
        Agreement.objects.update(state=Agreement.State.SUSPENDED)
    made = ground.send(How.URGENT, only=[row.pk])
    assert (made.state, ground.requests) == (State.DONE, ["DELETE Users"])


def test_the_urgent_does_not_wait_for_a_long_run(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.send()
    row = mark(ground, "Bo 8A")
    with ground.here():
        RosterPerson.objects.filter(surname="8B").update(surname="8C")
        receiver = Receiver.objects.get(pk=ground.receiver_id)
        hasty = run.begin(receiver, How.URGENT, only=[row.pk])
    made = ground.send()
    with ground.here():
        assert SendRun.objects.get(pk=hasty.pk).state == State.DONE
    assert made.state == State.DONE
    assert ground.requests[:2] == ["PUT StudentGroups", "DELETE Users"]


def test_who_becomes_protected_during_a_run_is_not_told_of(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry = Flow.carry

    def marked_first(self: Flow, plan: Any, look_round: Any) -> None:
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(is_protected=True)
        carry(self, plan, look_round)

    with monkeypatch.context() as patch, ground.here():
        patch.setattr(Flow, "carry", marked_first)
        ground.send()
    everything = json.dumps([ground.objects(one) for one in ("Users", "StudentGroups")])
    assert uuid_of(ground, "Alva 8A") not in everything
