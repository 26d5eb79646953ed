"""What the school has of somebody, told to herself, to a guardian, and by staff to who asks."""

from uuid import uuid4

import pytest

from armkrok.services.exchange.public import Outgoing, log_releases
from armkrok.services.school.models import Responsible, RosterPerson
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.agreements import signed
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

MINE = "/sundby/skola/mina-uppgifter/"
FIND = "/sundby/skola/registerutdrag/"


@pytest.fixture
def alva(towns: Settled) -> RosterPerson:
    """A pupil whose guardian is Mikael."""
    with inside(towns, "sara"):
        school_ground.group()
        child = school_ground.pupil()
        mikael = school_ground.pupil("Mikael Ståhl", person_id=towns.people["mikael"].pk)
        Responsible.objects.create(pupil=child, adult=mikael)
        return child


def test_a_guardian_sees_her_child_and_nobody_elses(visit: Visit, towns: Settled, alva: RosterPerson) -> None:
    mikael = visit("mikael")
    assert "Alva 8A" in mikael.get(MINE).text
    shown = mikael.get(f"{MINE}{alva.pk}/")
    assert "Ekbackeskolan" in shown.text
    assert "registerutdrag.csv" in mikael.get(f"{MINE}{alva.pk}/fil/").response["Content-Disposition"]
    with inside(towns, "sara"):
        other = school_ground.pupil("Bo 8A")
    mikael.get(f"{MINE}{other.pk}/", status=404)
    visit("elif").get(f"{MINE}{alva.pk}/", status=404)


def test_the_file_is_in_words(visit: Visit, towns: Settled, alva: RosterPerson) -> None:
    """What went to a receiver, and what it said no to, without names on the wire."""
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        agreement = signed(receiver.pk, "Förlaget Linden, Linden Digital")
        given = [
            Outgoing("create", "Student", alva.pk, alva.pk, ("displayName", "enrolments"), bytes(16)),
            Outgoing("update", "Student", alva.pk, alva.pk, ("displayName",), bytes(16), "http-500"),
        ]
        log_releases(agreement.pk, receiver.pk, uuid4(), given)
    mikael = visit("mikael")
    text = mikael.get(f"{MINE}{alva.pk}/fil/").response.content.decode("utf-8-sig")
    assert "Lades till: visningsnamn och skola, årskurs" in text
    assert "Ändrades: visningsnamn. Mottagaren tog inte emot det." in text
    assert "Grundskola, årskurs 8" in text
    for raw in ("create", "http-500", "displayName", "GR;", "GR "):
        assert raw not in text
    assert "Mottagaren tog inte emot det." in mikael.get(f"{MINE}{alva.pk}/").text


def test_a_protected_child_is_shown_to_no_guardian(visit: Visit, towns: Settled, alva: RosterPerson) -> None:
    with inside(towns, "sara"):
        RosterPerson.objects.filter(pk=alva.pk).update(is_protected=True)
    mikael = visit("mikael")
    assert "Alva" not in mikael.get(MINE).text
    mikael.get(f"{MINE}{alva.pk}/", status=404)
    mikael.get(f"{MINE}{alva.pk}/fil/", status=404)


def test_another_relation_gives_no_right(visit: Visit, towns: Settled, alva: RosterPerson) -> None:
    with inside(towns, "sara"):
        Responsible.objects.update(relation="Annan behörig")
    visit("mikael").get(f"{MINE}{alva.pk}/", status=404)


def test_staff_find_by_name_and_the_protected_are_not_there(
    visit: Visit, towns: Settled, alva: RosterPerson
) -> None:
    henrik = visit("henrik")
    found = henrik.submit(henrik.get(FIND), text="alva 8a", status=200)
    assert "Alva 8A" in found.text
    assert "Ekbackeskolan" in henrik.get(f"{FIND}{alva.pk}/").text
    with inside(towns, "sara"):
        siv = school_ground.protected_pupil()
    assert "Siv" not in henrik.submit(henrik.get(FIND), text="Siv", status=200).text
    henrik.get(f"{FIND}{siv.pk}/", status=404)


def test_too_short_a_search(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    with unchanged(towns):
        refused = nadia.submit(nadia.get(FIND), text="a", status=422)
    assert refused.problems == ["Skriv minst två bokstäver"]
