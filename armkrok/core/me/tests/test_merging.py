"""Two persons become one by two of the operator's administrators, everywhere or nowhere, never by itself."""

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import IdentityNumber, Person, Session
from armkrok.core.identity.people import find, find_or_add, identified, number_of
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.me.models import MergedPerson, Merger
from armkrok.core.me.ties import STAYS, counted, every_tie
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.core.reading.models import ReadRow
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.numbers import allowed_test_numbers, is_coordination_number
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.models import Party
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

COORDINATION = next(one for one in sorted(allowed_test_numbers()) if is_coordination_number(one))


@pytest.fixture(autouse=True)
def _administrators(towns: Settled) -> None:
    """Sara and Birgitta are administrators at the operator."""
    with scope(operator().pk):
        for key in ("sara", "birgitta"):
            RoleAssignment.objects.create(person=towns.people[key], role="administrator", used_on=today())


def operator() -> Organisation:
    return Organisation.objects.get(is_operator=True)


def page() -> str:
    return f"/{operator().slug}/installningar/personer/sammanfor/"


@pytest.fixture
def former(towns: Settled) -> Person:
    """Karin as she was known before she got her personal number, with things in both towns."""
    former = find_or_add(COORDINATION, "Karin Sjöberg")
    with inside(towns, "sara") as sara:
        asked(towns, sara, former)
        read(sara, [former.pk], "administration.members")
    with scope(towns.organisations["norrvik"].pk):
        Member.objects.create(person=former, email="karin@norrvik.example", title="Timvikarie")
    return former


def asked(towns: Settled, by, *people: Person) -> None:  # type: ignore[no-untyped-def]
    draft = uploading.upload([minutes(1)], "avtal.pdf", by=by)
    for one in people:
        drafting.add_person(draft, one, name=one.name, email=f"{one.pk}@sundby.example", title="")
    sending.send(draft, by=by)


def compared(visitor: Visitor, towns: Settled) -> Page:
    kept = number_of(towns.people["karin"].pk)
    return visitor.submit(visitor.get(page()), status=200, kept=kept, other=COORDINATION)


def merged(visit: Visit, towns: Settled) -> None:
    sara, birgitta = visit("sara"), visit("birgitta")
    sara.submit(compared(sara, towns), "/be/", reason="Visade båda korten", reference="D 2026/1")
    birgitta.submit(birgitta.get(page()), "/avgor/", press="answer=yes")


def test_two_administrators_make_one_person_with_one_history(
    visit: Visit, towns: Settled, former: Person
) -> None:
    karin = towns.people["karin"]
    merged(visit, towns)
    for number in (COORDINATION, number_of(karin.pk)):
        kind = NumberKind.COORDINATION if number == COORDINATION else NumberKind.PERSONAL
        proof = Proof("x", number, "x", "x", now(), (ProvenNumber(kind, number),), name="Karin Sjöberg")
        assert identified(proof).pk == karin.pk, "both numbers let her in as one"
    assert IdentityNumber.objects.get(kind="coordination").until is not None
    text = visit("karin").get("/mina/uppgifter/").text
    assert "Timvikarie" in text
    assert "Rektor" in text
    assert "Samordningsnummer" in text
    assert "Medarbetare, på en sida" in text or "på en sida" in text, "she sees reads of her former number"
    with scope(towns.organisations["sundby"].pk):
        assert Party.objects.get().person_id == karin.pk
        assert not [tie for tie, rows in counted([former.pk]).items() if rows]
    assert MergedPerson.objects.get().old_id == former.pk


def test_logs_keep_the_old_id_and_tell_of_the_merger(visit: Visit, towns: Settled, former: Person) -> None:
    merged(visit, towns)
    with scope(towns.organisations["sundby"].pk):
        assert ReadRow.objects.filter(subjects__person_id=former.pk).exists()
        row = AuditRow.objects.get(event="PersonsMerged")
        assert row.facts["other_id"] == str(former.pk)
        assert row.actor_id == towns.people["birgitta"].pk
    with scope(operator().pk):
        assert AuditRow.objects.filter(event__in=("MergerAsked", "PersonsMerged")).count() == 2
        assert ReadRow.objects.filter(what="me.merge").exists(), "that they were looked up is a read"


def test_what_each_has_is_told_in_numbers_alone(visit: Visit, towns: Settled, former: Person) -> None:
    found = compared(visit("sara"), towns)
    assert any("Norrvik" in row for row in found.rows())
    assert "Timvikarie" not in found.text
    assert not tells_number(found.html, COORDINATION)


def test_the_one_who_asked_does_not_decide(visit: Visit, towns: Settled, former: Person) -> None:
    sara = visit("sara")
    sara.submit(compared(sara, towns), "/be/", reason="Visade båda korten", reference="D 2026/1")
    with scope(operator().pk):
        merger = Merger.objects.get()
    with unchanged(towns):
        sara.post(f"{page()}avgor/", {"merger": str(merger.pk), "answer": "yes"}, status=403)
    sara.post(f"{page()}avgor/", {"merger": str(merger.pk), "answer": "no"})
    sara.post(f"{page()}avgor/", {"merger": str(merger.pk), "answer": "yes"}, status=409)
    assert find(COORDINATION) == former


def test_what_stands_in_the_way_is_listed_and_nothing_is_moved(
    visit: Visit, towns: Settled, former: Person
) -> None:
    with inside(towns, "sara") as sara:
        asked(towns, sara, former, towns.people["karin"])
    visitor = visit("sara")
    with unchanged(towns):
        found = compared(visitor, towns)
    assert "Det här står i vägen" in found.text
    assert not found.find("//form[contains(@action, '/be/')]")
    assert find(COORDINATION) == former


def test_a_collision_that_comes_later_stops_it_all(visit: Visit, towns: Settled, former: Person) -> None:
    sara, birgitta = visit("sara"), visit("birgitta")
    sara.submit(compared(sara, towns), "/be/", reason="Visade båda korten", reference="D 2026/1")
    with inside(towns, "sara") as actor:
        asked(towns, actor, former, towns.people["karin"])
    waiting = birgitta.get(page())
    with unchanged(towns):
        birgitta.submit(waiting, "/avgor/", press="answer=yes", status=409)
    assert find(COORDINATION) == former
    assert not MergedPerson.objects.exists()


def test_an_ended_employment_stays_where_it_was(visit: Visit, towns: Settled, former: Person) -> None:
    with scope(towns.organisations["sundby"].pk):
        Member.objects.create(person=former, email="k@sundby.example", left_at=now())
    merged(visit, towns)
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.filter(person=former).count() == 1
    assert find(COORDINATION) == towns.people["karin"]


def test_a_protected_person_is_as_unknown(visit: Visit, towns: Settled, former: Person) -> None:
    sara = visit("sara")
    form = sara.get(page())
    unknown = sara.submit(form, status=422, kept=number_of(towns.people["karin"].pk), other=nobodys(towns))
    Person.objects.filter(pk=former.pk).update(is_protected=True)
    hidden = sara.submit(form, status=422, kept=number_of(towns.people["karin"].pk), other=COORDINATION)
    assert unknown.problems == hidden.problems != []


def nobodys(towns: Settled) -> str:
    return next(one for one in sorted(allowed_test_numbers(), reverse=True) if find(one) is None)


def test_her_log_ins_by_the_old_number_end(visit: Visit, towns: Settled, former: Person) -> None:
    browser = Visitor(former)
    browser.get("/mina/")
    merged(visit, towns)
    browser.get("/mina/", status=302)
    assert Session.objects.filter(person=former, ended_at=None).count() == 0


@pytest.mark.parametrize(("key", "status"), [("amina", 404), ("vera", 404)])
def test_only_the_operators_administrators(
    visit: Visit, towns: Settled, former: Person, key: str, status: int
) -> None:
    with unchanged(towns):
        for address in (page(), f"{page()}be/", f"{page()}avgor/"):
            visit(key).post(address, {"two": "x", "merger": "x"}, status=status)
        visit("sara").get("/sundby/installningar/personer/sammanfor/", status=404)


def test_ids_that_we_did_not_give_out_are_refused(visit: Visit, towns: Settled, former: Person) -> None:
    sara = visit("sara")
    with unchanged(towns):
        two = f'["{former.pk}", "{towns.people["karin"].pk}"]'
        sara.post(f"{page()}be/", {"two": two, "reason": "x", "reference": "x"}, status=404)


def test_nothing_that_stays_is_named_without_being_there() -> None:
    assert STAYS.keys() <= {tie.key for tie in every_tie()}


def test_nobody_is_merged_by_logging_in(towns: Settled, former: Person) -> None:
    """An e-ID that tells of both numbers makes no two persons one."""
    karin = towns.people["karin"]
    both = (
        ProvenNumber(NumberKind.PERSONAL, number_of(karin.pk)),
        ProvenNumber(NumberKind.COORDINATION, COORDINATION),
    )
    assert identified(Proof("x", "x", "x", "x", now(), both, name="Karin Sjöberg")).pk == karin.pk
    assert find(COORDINATION) == former
