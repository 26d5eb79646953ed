"""What Amina sees of herself, and of nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.models import Person, Session
from armkrok.core.identity.people import give
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.me.gathering import gathered
from armkrok.core.me.jobs import prepare_export
from armkrok.core.me.models import DataExport
from armkrok.core.me.queries import SIZE
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

DATA, SESSIONS = "/mina/uppgifter/", "/mina/inloggningar/"


def operators_log(event: str) -> int:
    with scope(Organisation.objects.get(is_operator=True).pk):
        return AuditRow.objects.filter(event=event).count()


def read_by_sara(towns: Settled, key: str, times: int) -> None:
    with inside(towns, "sara") as sara:
        for _ in range(times):
            read(sara, [towns.people[key].pk], "administration.members")


def test_employment_and_roles_are_told_from_every_organisation(visit: Visit, towns: Settled) -> None:
    norrvik = towns.organisations["norrvik"]
    with scope(norrvik.pk):
        Member.objects.create(person=towns.people["amina"], email="a@norrvik.example", title="Konsult")
    text = visit("amina").get(DATA).text
    for words in ("Amina Karlsson", "HR-chef", "Personalavdelningen", "Medarbetare", "Konsult"):
        assert words in text
    assert norrvik.name in text
    assert norrvik.email in text, "she is told whom to ask for a correction"
    assert "Konsult" not in visit("karin").get(DATA).text


def test_a_foreign_number_is_told_of_but_never_shown(visit: Visit, towns: Settled) -> None:
    proof = Proof("x", "x", "x", "x", now(), (ProvenNumber(NumberKind.PRID, "DK:1234567890", "A"),))
    give(towns.people["amina"], proof)
    page = visit("amina").get(DATA)
    assert "Utländsk e-legitimation" in page.text
    assert "1234567890" not in page.html


def test_reads_come_in_pages_and_are_ones_own(visit: Visit, towns: Settled) -> None:
    read_by_sara(towns, "amina", SIZE + 3)
    read_by_sara(towns, "karin", 1)
    amina = visit("amina")
    page = amina.get(DATA)
    assert len(page.find("//ol[@class='ak-time']/li")) == SIZE
    onward = page.find("//a[@rel='next']")[0].get("href")
    assert len(amina.get(DATA + onward.partition("#")[0]).find("//ol[@class='ak-time']/li")) == 3
    assert len(visit("karin").get(DATA).find("//ol[@class='ak-time']/li")) == 1
    assert "Sara" not in page.text, "Sundby does not tell who has read"


def test_the_page_costs_the_same_however_much_there_is(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    amina.get(DATA)
    before = _queries(amina, DATA)
    read_by_sara(towns, "amina", 20)
    with scope(towns.organisations["sundby"].pk):
        for role in ("auditor", "administrator"):
            RoleAssignment.objects.create(person=towns.people["amina"], role=role, used_on=today())
    for _ in range(5):
        visit("amina")
    # the names of organisations and of those who may be named are asked for once there is anything to name
    assert _queries(amina, DATA) - before <= 2
    again = _queries(amina, SESSIONS)
    for _ in range(5):
        visit("amina")
    assert _queries(amina, SESSIONS) == again


def _queries(who: object, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        who.get(address)  # type: ignore[attr-defined]
    return len(seen)


def test_a_log_in_that_holds_in_one_town_shows_that_town_alone(visit: Visit, towns: Settled) -> None:
    with scope(towns.organisations["norrvik"].pk):
        Member.objects.create(person=towns.people["amina"], email="a@norrvik.example", title="Konsult")
    visit("amina")
    bound = visit("amina")
    sundby = towns.organisations["sundby"]
    newest = Session.objects.filter(person=towns.people["amina"]).order_by("-created_at")[0]
    Session.objects.filter(pk=newest.pk).update(organisation_id=sundby.pk)
    page = bound.get(DATA)
    assert "HR-chef" in page.text
    assert "Konsult" not in page.text
    assert "Personnummer" not in page.text
    assert len(bound.get(SESSIONS).rows()) == 1, "she sees that log-in alone"


def bound(visit: Visit, towns: Settled, key: str = "amina") -> Visitor:
    """Logged in by Sundby's own provider, as whoever runs it could be."""
    visitor = visit(key)
    newest = Session.objects.filter(person=towns.people[key]).order_by("-created_at")[0]
    Session.objects.filter(pk=newest.pk).update(organisation_id=towns.organisations["sundby"].pk)
    return visitor


def test_a_log_in_that_holds_in_one_town_ends_no_other(visit: Visit, towns: Settled) -> None:
    own = visit("amina")
    here = bound(visit, towns)
    theirs = Session.objects.get(person=towns.people["amina"], organisation_id=None)
    here.post(SESSIONS, {"others": "1"})
    here.post(SESSIONS, {"session": str(theirs.pk)})
    own.get("/mina/")


def test_a_log_in_that_holds_in_one_town_leaves_the_whole_copy_alone(visit: Visit, towns: Settled) -> None:
    visit("amina").post(f"{DATA}hamta/")
    whole = DataExport.objects.get()
    prepare_export(export_id=str(whole.pk))
    here = bound(visit, towns)
    here.post(f"{DATA}hamta/fil/", status=404)
    here.post(f"{DATA}hamta/")
    whole.refresh_from_db()
    assert whole.state == DataExport.State.READY
    assert whole.content


def test_by_such_a_log_in_nothing_is_told_that_the_town_did_not_know(visit: Visit, towns: Settled) -> None:
    """That she is protected, what she is called then, and since when she is known, are no town's."""
    amina = towns.people["amina"]
    Person.objects.filter(pk=amina.pk).update(is_protected=True)
    amina.refresh_from_db()
    whole, here = visit("amina").get(DATA), bound(visit, towns).get(DATA)
    for words in ("Känd sedan", "folkbokföringen", "Amina Karlsson"):
        assert words in whole.html
        assert words not in here.html
    assert "Person med skyddade uppgifter" in here.text
    files = list(gathered(amina, towns.organisations["sundby"].pk, lambda _part: None))
    assert files[0].areas[0].rows == [{"name": "Person med skyddade uppgifter"}]


def test_no_e_id_is_added_by_such_a_log_in(visit: Visit, towns: Settled) -> None:
    here = bound(visit, towns)
    assert "gäller bara där" in here.get(f"{DATA}e-legitimation/", status=403).text
    with unchanged(towns):
        here.post(f"{DATA}e-legitimation/visa/", {"way": "bankid"}, status=403)
    assert EidOrder.objects.count() == 0


def test_all_other_log_ins_are_ended_at_once(visit: Visit, towns: Settled) -> None:
    here, there, elsewhere, olle = visit("amina"), visit("amina"), visit("amina"), visit("olle")
    here.submit(here.get(SESSIONS), SESSIONS, press="others=1")
    here.get("/mina/")
    olle.get("/mina/")
    there.get("/mina/", status=302)
    elsewhere.get("/mina/", status=302)
    assert operators_log("OwnSessionsEnded") == 1


@pytest.mark.parametrize("address", [DATA, SESSIONS, f"{DATA}hamta/", f"{DATA}e-legitimation/"])
def test_nobody_else_gets_in(visit: Visit, towns: Settled, address: str) -> None:
    assert visit().get(address, status=302).leads_to.startswith("/logga-in/")
    sara = visit("sara")
    Session.objects.filter(person=towns.people["sara"]).update(principal=towns.people["amina"])
    sara.get(address, status=403)


@pytest.mark.parametrize("address", [SESSIONS, f"{DATA}hamta/", f"{DATA}hamta/fil/"])
def test_a_post_from_elsewhere_is_refused(visit: Visit, towns: Settled, address: str) -> None:
    amina = visit("amina")
    with unchanged(towns):
        amina.post(address, {"csrfmiddlewaretoken": "x" * 32, "others": "1"}, status=403)
