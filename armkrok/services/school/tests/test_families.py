"""From Mina sidor in one click to what the school has of one's child, and no hint of a protected one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber, Session
from armkrok.core.notifications.models import Holding
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.actions import protecting
from armkrok.services.school.jobs.families import tell_families
from armkrok.services.school.models import Responsible, RosterPerson
from armkrok.services.school.queries import exports
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit, inside
from tests.support.visitor import Page, Visitor

MINE = "/sundby/skola/mina-uppgifter/"
LINK = "Vad skolan har om dig och dina barn, Sundby kommun"


def number(key: str) -> bytes:
    return sealed.lookup(data.person(key).number)


def in_roster(towns: Settled, key: str = "mikael", town: str = "sundby") -> RosterPerson:
    """The person is the only guardian of Alva in 8A, known by number alone; an import has just ended."""
    with scope(towns.organisations[town].pk):
        school_ground.group()
        adult = school_ground.pupil(towns.people[key].name, civic_lookup=number(key))
        Responsible.objects.get_or_create(pupil=school_ground.pupil(), adult=adult)
    told(towns, town)
    return adult


def told(towns: Settled, town: str = "sundby") -> None:
    tell_families(organisation_id=str(towns.organisations[town].pk))


@pytest.fixture
def mikael(visit: Visit, towns: Settled) -> Visitor:
    """A guardian whom the school's system knows."""
    in_roster(towns)
    return visit("mikael")


def links(page: Page) -> list[str]:
    """Addresses of what is offered about oneself and one's family."""
    return [str(one.get("href")) for one in page.find("//section[@aria-labelledby='familjen']//a")]


def test_one_click_from_mina_sidor_to_the_extract(mikael: Visitor) -> None:
    page = mikael.get("/mina/")
    assert LINK in page.text
    assert links(page) == [MINE]
    extract = mikael.follow(mikael.get(MINE, status=302))
    assert extract.h1 == "Uppgifter om Alva 8A"
    assert "Ekbackeskolan" in extract.text
    own = extract.find("//section[@aria-labelledby='fler']//a")
    assert mikael.get(own[0].get("href")).h1 == "Uppgifter om Mikael Ståhl"


def test_nobody_else_is_led_there(mikael: Visitor, visit: Visit) -> None:
    for key in ("karin", "elif", "vera"):
        assert links(visit(key).get("/mina/")) == []


def test_with_two_children_she_chooses(mikael: Visitor, towns: Settled) -> None:
    with inside(towns, "sara"):
        adult = RosterPerson.objects.get(civic_lookup=number("mikael"))
        Responsible.objects.create(pupil=school_ground.pupil("Bo 8A"), adult=adult)
    page = mikael.get(MINE)
    for name in ("Alva 8A", "Bo 8A", "Mikael Ståhl"):
        assert name in page.text


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as seen:
        yield seen


def test_two_towns_take_as_many_questions_as_none(visit: Visit, towns: Settled) -> None:
    mikael = visit("mikael")
    mikael.get("/mina/")
    with counted() as none:
        mikael.get("/mina/")
    in_roster(towns)
    in_roster(towns, town="norrvik")
    with counted() as two:
        page = mikael.get("/mina/")
    assert len(links(page)) == 2
    assert len(two) == len(none)


# ---- a protected child


def test_a_child_who_becomes_protected_takes_the_link_away_at_once(mikael: Visitor, towns: Settled) -> None:
    """That he is known to Sundby's schools would tell where the child is. The page knows nothing either."""
    with inside(towns, "sara"):
        protecting.marked([school_ground.pupil().pk])
    assert links(mikael.get("/mina/")) == []
    told(towns)
    assert links(mikael.get("/mina/")) == []
    page = mikael.get(MINE)
    assert page.find("//main//li") == []
    assert "Mikael" not in page.text


def test_with_another_child_the_link_stays(mikael: Visitor, towns: Settled) -> None:
    with inside(towns, "sara"):
        adult = RosterPerson.objects.get(civic_lookup=number("mikael"))
        Responsible.objects.create(pupil=school_ground.pupil("Bo 8A"), adult=adult)
        protecting.marked([school_ground.pupil().pk])
    told(towns)
    assert links(mikael.get("/mina/")) == [MINE]
    extract = mikael.follow(mikael.get(MINE, status=302))
    assert extract.h1 == "Uppgifter om Bo 8A"
    assert "Alva" not in extract.html


def test_a_guardian_of_a_protected_child_from_the_beginning_is_never_led(
    visit: Visit, towns: Settled
) -> None:
    with inside(towns, "sara"):
        adult = school_ground.pupil("Mikael Ståhl", civic_lookup=number("mikael"))
        Responsible.objects.create(pupil=school_ground.protected_pupil(), adult=adult)
    told(towns)
    assert links(visit("mikael").get("/mina/")) == []


def test_nor_does_his_own_copy_tell(towns: Settled) -> None:
    adult = in_roster(towns)
    mikael = towns.people["mikael"]
    with inside(towns, "sara"):
        RosterPerson.objects.filter(pk=adult.pk).update(person_id=mikael.pk)
        assert sum(len(area.rows) for area in exports.areas_of(mikael.pk)) > 0
        protecting.marked([school_ground.pupil().pk])
        assert [area.key for area in exports.areas_of(mikael.pk) if area.rows] == []


# ---- it fails closed


def test_a_log_in_that_holds_in_one_town_sees_nothing(mikael: Visitor, towns: Settled) -> None:
    """Whoever runs the town's own log-in could be anybody. The database says the same."""
    sundby, person = towns.organisations["sundby"], towns.people["mikael"]
    Session.objects.filter(person=person).update(organisation_id=sundby.pk)
    assert links(mikael.get("/mina/")) == []
    with scope(None, person.pk):
        assert seen_in_database() == 1
    with scope(None, person.pk, sundby.pk):
        assert seen_in_database() == 0
        assert not Holding.own.exists()
    with scope(None, towns.people["karin"].pk):
        assert seen_in_database() == 0


def seen_in_database() -> int:
    """What the second wall lets through when nothing is asked for by number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_holding")
        return int(cursor.fetchone()[0])


def test_a_number_that_is_hers_no_longer(mikael: Visitor, towns: Settled) -> None:
    IdentityNumber.objects.filter(person=towns.people["mikael"]).update(until=now())
    assert links(mikael.get("/mina/")) == []


def test_a_closed_service_leads_nowhere(mikael: Visitor, towns: Settled) -> None:
    with inside(towns, "sara"):
        OpenService.objects.filter(service_key="school").delete()
    assert links(mikael.get("/mina/")) == []


def test_who_is_gone_from_the_roster_is_led_no_more(mikael: Visitor, towns: Settled) -> None:
    with inside(towns, "sara"):
        RosterPerson.objects.filter(civic_lookup=number("mikael")).update(gone_at=now())
    told(towns)
    assert links(mikael.get("/mina/")) == []


def test_telling_twice_changes_nothing(mikael: Visitor, towns: Settled) -> None:
    with inside(towns, "sara"):
        before = list(Holding.objects.values_list("pk", "lookup"))
    told(towns)
    with inside(towns, "sara"):
        assert [*Holding.objects.values_list("pk", "lookup")] == before != []
