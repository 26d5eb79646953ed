"""What the school has of somebody, told to herself, to a guardian, and by staff to who asks."""

import csv
import io
from dataclasses import replace

import pytest

from armkrok.kit.ids import uuid7
from armkrok.services.exchange.public import Outgoing, log_releases
from armkrok.services.school.models import Responsible, RosterPerson
from armkrok.site.settling import Settled
from tests.support import page_rules, school_ground, school_licences
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
    shown = mikael.follow(mikael.get(MINE, status=302))
    assert shown.h1 == "Uppgifter om Alva 8A"
    assert "Ekbackeskolan" in shown.text
    assert "registerutdrag.csv" in mikael.get(f"{MINE}{alva.pk}/fil/").response["Content-Disposition"]
    with inside(towns, "sara"):
        other = school_ground.pupil("Bo 8A")
    mikael.get(f"{MINE}{other.pk}/", status=404)
    visit("elif").get(f"{MINE}{alva.pk}/", status=404)


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


def test_the_file_says_what_the_page_says_in_the_same_words(
    visit: Visit, towns: Settled, alva: RosterPerson
) -> None:
    """In Swedish, without a name of the wire: what was given, what happened, why, and what did not go."""
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        agreement = signed(receiver.pk, receiver.name)
        given = ("displayName", "userName", "emails")
        created = Outgoing("create", "Student", alva.source_id, alva.pk, given, bytes(32))
        refused = replace(created, operation="update", attributes=("civicNo",), outcome="http-500")
        log_releases(agreement.pk, receiver.pk, uuid7(), [created, refused])
        licence = school_licences.licence(towns, school_licences.title(), school_ground.group())
        assert "Alva 8A" in school_licences.held(licence)
    mikael = visit("mikael")
    page = mikael.get(f"{MINE}{alva.pk}/")
    sent = mikael.get(f"{MINE}{alva.pk}/fil/").response
    head, *rows = csv.reader(io.StringIO(sent.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["Del", "Uppgift", "Var", "Från", "Till", "Vad hände", "Varför"]
    headings = [page_rules.words(one) for one in page.find("//main//h2")]
    assert list(dict.fromkeys(row[0] for row in rows)) == headings[:5]
    for _part, what, where, _first, _last, happened, why in rows:
        for words in filter(None, (where if what == "Namn" else what, happened.partition(".")[0], why)):
            assert words in page.text
    told = [row for row in rows if row[0] == "Varje utlämnande"]
    assert told[0][1] == "Elev: visningsnamn, inloggningsnamn och e-postadress"
    assert "Linden Digital" in told[0][2]
    assert [row[5] for row in told] == [
        "Lades till", "Ändrades. Mottagaren tog inte emot det.",
    ]  # fmt: skip
    assert "Grundskola, årskurs 8" in page.text
    for name in ("displayName", "userName", "create", "http-500"):
        assert name not in sent.content.decode() + page.html


def test_too_short_a_search(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    with unchanged(towns):
        refused = nadia.submit(nadia.get(FIND), text="a", status=422)
    assert refused.problems == ["Skriv minst två bokstäver"]
