"""One object is sent anew when somebody asks for it, if the receiver may have it."""

from uuid import uuid4

import pytest

from armkrok.kit.days import today
from armkrok.services.school.models import Enrolment, Membership, PupilGroup, RosterPerson, SendRun, Wanted
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, State, uuid_of
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit
from tests.support.suppliers import Suppliers
from tests.support.visitor import Visitor

UNKNOWN = "Inget som mottagaren har eller kan få har det id:t. Kontrollera id:t och att avtalet gäller."


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


def form(ground: Ground) -> str:
    return f"/sundby/skola/mottagare/{ground.receiver_id}/ett-objekt/"


def asked(ground: Ground, sara: Visitor, known_as: str) -> SendRun:
    """The run that comes of asking on the page, carried out."""
    ground._clear()
    sara.submit(sara.get(form(ground)), id=known_as)
    with ground.here():
        made = SendRun.objects.filter(how="forced").latest("created_at")
    return ground.perform(made)


def paths(ground: Ground) -> list[str]:
    return [f"{line['method']} {line['path'].split('/egil/')[1]}" for line in ground.suppliers.log]


def test_one_is_updated_though_nothing_has_changed(ground: Ground, visit: Visit) -> None:
    ground.send()
    alva, group = uuid_of(ground, "Alva 8A"), uuid_of(ground, "8A")
    sara = visit("sara")
    made = asked(ground, sara, alva)
    assert (made.state, paths(ground)) == (State.DONE, [f"PUT Users/{alva}"])
    page = sara.get(f"/sundby/skola/korningar/{made.pk}/")
    assert "Tvingad uppdatering" in page.text
    assert "Klar" in page.text
    asked(ground, sara, group.upper())
    assert paths(ground) == [f"PUT StudentGroups/{group}"]


def test_one_that_the_receiver_has_never_had_is_created(ground: Ground, visit: Visit) -> None:
    ground.send()
    with ground.here():
        sending_ground.join(PupilGroup.objects.get(name="8A"), "Nya 8A")
    nya = uuid_of(ground, "Nya 8A")
    made = asked(ground, visit("sara"), nya)
    assert (made.state, paths(ground)) == (State.DONE, ["POST Users"])
    assert nya in ground.objects("Users")


def test_with_pseudonyms_the_sources_id_leads_right(ground: Ground, visit: Visit) -> None:
    ground.adjust(pseudonymous=True)
    ground.send()
    alva = uuid_of(ground, "Alva 8A")
    assert alva not in ground.objects("Users")
    asked(ground, visit("sara"), alva)
    (path,) = paths(ground)
    assert path.startswith("PUT Users/")
    assert alva not in path


def test_a_protected_pupil_is_as_unknown_as_nobody(ground: Ground, visit: Visit) -> None:
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(marking="Sekretessmarkering")
    sara = visit("sara")
    for known_as in (uuid_of(ground, "Alva 8A"), str(uuid4())):
        refused = sara.submit(sara.get(form(ground)), id=known_as, status=422)
        assert refused.problems == [UNKNOWN]
    with ground.here():
        assert not SendRun.objects.exists()


def test_who_became_protected_after_it_was_sent_is_taken_away(ground: Ground, visit: Visit) -> None:
    ground.send()
    alva = uuid_of(ground, "Alva 8A")
    with ground.here():
        RosterPerson.objects.filter(source_id=alva).update(marking="Sekretessmarkering")
    asked(ground, visit("sara"), alva)
    assert paths(ground) == [f"DELETE Users/{alva}"]


def test_one_outside_the_selection_is_not_sent(ground: Ground, visit: Visit) -> None:
    ground.send()
    with ground.here():
        other = school_ground.group("9C")
    sara = visit("sara")
    for name in ("Alva 9C", "9C"):
        made = asked(ground, sara, uuid_of(ground, name))
        assert (made.state, paths(ground)) == (State.ABORTED, [])
        assert "inte med i mottagarens urval" in sara.get(f"/sundby/skola/korningar/{made.pk}/").text
    assert "Inget eller inte allt" not in sara.get("/mina/").text
    with ground.here():
        Wanted.objects.create(receiver_id=ground.receiver_id, group=other, starts_on=today())
    made = asked(ground, sara, uuid_of(ground, "9C"))
    assert paths(ground) == ["POST StudentGroups"]


def test_one_that_has_left_the_selection_is_removed(ground: Ground, visit: Visit) -> None:
    ground.send()
    bo = uuid_of(ground, "Bo 8A")
    with ground.here():
        Membership.objects.filter(pupil__source_id=bo).delete()
        Enrolment.objects.filter(pupil__source_id=bo).delete()
    asked(ground, visit("sara"), bo)
    assert paths(ground) == [f"DELETE Users/{bo}"]


def test_why_one_was_not_sent_is_told_of_it_alone(ground: Ground, visit: Visit) -> None:
    with ground.here():
        Enrolment.objects.filter(pupil__given_name__in=["Alva", "Bo"]).delete()
    made = asked(ground, visit("sara"), uuid_of(ground, "Alva 8A"))
    assert ground.suppliers.log == []
    with ground.here():
        assert [note.code for note in made.notes.all()] == ["no-enrolment"]


def test_what_failed_in_a_run_leads_there(ground: Ground, visit: Visit) -> None:
    ground.fault("POST", status=500)
    made = ground.send()
    sara = visit("sara")
    ground.calm()
    links = sara.get(f"/sundby/skola/korningar/{made.pk}/").tree.xpath(
        "//a[contains(@href, 'ett-objekt/?id=')]/@href"
    )
    assert len(links) > 10
    page = sara.get(str(links[-1]))
    sent = sara.follow(sara.submit(page))
    assert "Tvingad uppdatering" in sent.text


@pytest.mark.parametrize("wrong", ["", "Alva", "1234"])
def test_what_is_no_id(ground: Ground, visit: Visit, wrong: str) -> None:
    sara = visit("sara")
    sara.submit(sara.get(form(ground)), id=wrong, status=422)


@pytest.mark.parametrize("who", ["elif", "nadia", "karin"])
def test_others_send_nothing(ground: Ground, visit: Visit, who: str) -> None:
    visit(who).get(form(ground), status=403)
