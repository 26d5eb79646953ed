"""What somebody asks for: one object, a dry run, everything removed, what is there read anew."""

from dataclasses import replace

from armkrok.services.school.models import (
    Kind,
    PupilGroup,
    Receiver,
    RosterPerson,
    SentObject,
    Wanted,
)
from armkrok.services.school.queries.differences import in_words
from armkrok.services.school.queries.sending import kind_rows
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from tests.support.agreements import signed


def test_one_object_is_sent_all_the_same(ground: Ground) -> None:
    ground.send()
    alva = uuid_of(ground, "Alva 8A")
    ground.send(How.FORCED, only=[alva])
    assert [line["path"].rsplit("/")[-1] for line in ground.suppliers.log] == [alva]


def test_a_dry_run_shows_what_it_would_do(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(given_name="Älva")
    made = ground.send(How.DRY)
    assert (made.state, ground.requests) == (State.DONE, [])
    with ground.here():
        note = made.notes.get(weight="difference")
        assert note.code == "update"
        assert note.detail["changes"] == {
            "name.givenName": {"was": "Alva", "is": "Älva"},
            "displayName": {"was": "Alva 8A", "is": "Älva 8A"},
        }


def test_a_dry_run_tells_how_many_and_who_would_go(ground: Ground) -> None:
    ground.send()
    with ground.here():
        alva = RosterPerson.objects.get(given_name="Alva", surname="8A")
        RosterPerson.objects.filter(pk=alva.pk).update(gone_at="2026-01-01T00:00Z")
        PupilGroup.objects.filter(name="8B").update(gone_at="2026-01-01T00:00Z")
    made = ground.send(How.DRY)
    with ground.here():
        (pupils,) = (one for one in kind_rows(made) if one.name == "Elev")
        assert (pupils.delete, pupils.same, ground.requests) == (5, 3, [])
        gone = made.notes.filter(code="delete")
        assert gone.filter(subject=alva.pk, name="").exists(), (
            "people are named as whoever reads may see them"
        )
        assert gone.get(kind=Kind.STUDENT_GROUP).name == "8B"
        (change,) = made.notes.get(code="update").detail["changes"].items()
        assert in_words(dict([change])) == [{"name": "elever", "text": "1 tas bort"}]


def test_everything_is_removed_outside_the_limits(ground: Ground) -> None:
    ground.send()
    ground.adjust(limit_count=0, limit_percent=0)
    made = ground.send(How.REMOVAL)
    assert (made.state, ground.states()) == (State.DONE, {})
    assert all(not ground.objects(one) for one in ("Users", "StudentGroups", "SchoolUnits"))
    ground.send()
    assert ground.asked("POST"), "a run after a removal is a first run"


def test_state_is_rebuilt_from_what_the_receiver_lists(ground: Ground) -> None:
    ground.suppliers.oddly(page_size=3)
    ground.send()
    with ground.here():
        SentObject.objects.all().delete()
    made = ground.send(How.REBUILD)
    assert made.state == State.DONE, made.why
    assert len(ground.states()) == 19
    ground.send()
    assert set(ground.requests) == {
        "PUT Organisations", "PUT SchoolUnitGroups", "PUT SchoolUnits", "PUT Users", "PUT Employments",
        "PUT StudentGroups", "PUT Activities",
    }  # fmt: skip
    assert len(ground.requests) == 19


def test_the_receiver_gives_ids(ground: Ground) -> None:
    ground.suppliers.oddly(ids="assigned")
    ground.adjust(id_mode=Receiver.IdMode.ASSIGNED)
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(given_name="Älva")
    made = ground.send()
    assert (made.state, ground.requests) == (State.DONE, ["PUT Users"])
    ground.send(How.REMOVAL)
    assert not ground.objects("Users")


def assigning(ground: Ground) -> None:
    ground.suppliers.oddly(ids="assigned")
    ground.adjust(id_mode=Receiver.IdMode.ASSIGNED, connections=1)


def test_an_id_that_was_given_in_an_answer_that_was_lost_is_found_in_the_list(ground: Ground) -> None:
    assigning(ground)
    ground.fault("POST", "lost", times=1)
    assert ground.send().state == State.PARTLY
    ground.calm()
    made = ground.send()
    assert (made.state, ground.requests) == (State.DONE, ["GET Organisations", "PUT Organisations"])
    assert ground.suppliers.log[-1]["status"] == 200
    assert len(ground.objects("Organisations")) == 1


def test_one_lost_answer_does_not_stop_the_rest_at_a_receiver_that_cannot_list(ground: Ground) -> None:
    assigning(ground)
    ground.fault("POST", "lost", times=1)
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(given_name="Älva")
    ground.fault("GET", status=501)
    made = ground.send()
    assert made.state == State.DONE
    assert ground.requests == ["GET Organisations", "PUT Organisations", "POST Organisations", "PUT Users"]
    assert len(ground.objects("Organisations")) == 1


def test_ids_that_the_receiver_gave_are_read_anew(ground: Ground) -> None:
    assigning(ground)
    ground.send()
    with ground.here():
        SentObject.objects.all().delete()
    assert ground.send(How.REBUILD).state == State.DONE
    made = ground.send()
    assert (made.state, len(ground.asked("PUT")), ground.asked("POST")) == (State.DONE, 19, [])
    assert {line["status"] for line in ground.suppliers.log} == {200}


def test_what_one_receiver_has_says_nothing_of_another(ground: Ground) -> None:
    ground.send()
    elsewhere = replace(ground.suppliers, slug="kunskapsgarden")
    elsewhere.heal()
    with ground.here():
        first = Receiver.objects.get(pk=ground.receiver_id)
        second = Receiver(
            supplier=first.supplier, name="Gården", is_open=True, trust=first.trust, url=elsewhere.egil,
            key_sealed=first.key_sealed,
        )  # fmt: skip
        second.save()
        for one in Wanted.objects.all():
            Wanted.objects.create(receiver=second, group_id=one.group_id, starts_on=one.starts_on)
        signed(second.pk, second.name)
    other = replace(ground, receiver_id=second.pk, suppliers=elsewhere)
    assert (other.send().state, len(other.asked("POST"))) == (State.DONE, 19)
    assert (ground.send().state, ground.requests) == (State.DONE, [])
    other.send(How.REMOVAL)
    assert (other.states(), len(ground.states())) == ({}, 19)
    assert len(ground.objects("Users")) == 10
