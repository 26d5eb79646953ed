"""Acting for another: what the register says decides, and everything is seen and logged."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from armkrok.core.audit.models import AuditRow
from armkrok.core.eid.ways import operator
from armkrok.core.identity.models import Session
from armkrok.core.mandates.models import Mandate
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.kit.ids import uuid7
from armkrok.site.settling import Settled
from armkrok.site.towns import person
from tests.support.mandates import (
    CUSTODIAN,
    ELSEWHERE,
    GUARDIAN,
    PAGE,
    SIGNATORY,
    Mandates,
    act,
    grow_old,
    right,
    session_of,
)
from tests.support.page_rules import words
from tests.support.people import Visit
from tests.support.visitor import Page, Visitor

OWN_PAGES = ("/mina/uppgifter/", "/mina/inloggningar/")


def _banner(page: Page) -> str:
    return " ".join(words(one) for one in page.find("//*[@class='ak-acting']"))


def _told() -> list[AuditRow]:
    """The operator's log of acting, in order of time."""
    with scope(operator().pk):
        return list(AuditRow.objects.filter(event__in=["ActingBegun", "ActingEnded"]).order_by("at", "pk"))


def test_the_page_lists_rights_with_kind_and_days(visit: Visit, mandates: Mandates) -> None:
    assert "Sven Olsson God man, tills vidare Agera för Sven Olsson" in visit("ingrid").get(PAGE).text
    assert "Alva Sjöberg Vårdnadshavare, tills vidare" in visit("karin").get(PAGE).text
    firm = visit("lars-ake").get(PAGE)
    assert "Bergs Bygg AB 559999-9991 Firmatecknare" in firm.text
    assert not firm.find("//main//button")
    assert "får du inte agera för någon annan" in visit("elif").get(PAGE).text  # hers has ended


def test_no_personal_number_is_shown_or_addressed(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    begun = act(ingrid)
    for page in (ingrid.get(PAGE), ingrid.get(begun.leads_to)):
        assert person("sven").number not in page.html
        assert not re.search(r"\b(19|20)\d{6}-?\d{4}\b", page.text)


def test_acting_shows_on_every_page_and_ends(visit: Visit, mandates: Mandates, towns: Settled) -> None:
    ingrid = visit("ingrid")
    assert act(ingrid).leads_to == "/mina/"
    pages = ingrid.get("/mina/")
    assert "Du agerar för Sven Olsson (god man)." in _banner(pages)
    assert "Sven Olsson" in pages.h1
    assert "Dina roller" not in pages.text
    assert "Du agerar för Sven Olsson" in ingrid.get(PAGE).text
    assert ingrid.post(PAGE + "sluta/").leads_to == "/mina/"
    assert _banner(ingrid.get("/mina/")) == ""
    begun, ended = _told()
    both = (towns.people["ingrid"].pk, towns.people["sven"].pk)
    assert [(one.actor_id, one.principal_id) for one in (begun, ended)] == [both, both]
    assert begun.facts["kind"] == "guardian"
    assert ended.facts["reason"] == "person"


def test_acting_opens_no_roles_and_none_of_her_own_pages(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    ingrid.get("/sundby/underskrift/")
    act(ingrid)
    for address in (*OWN_PAGES, "/sundby/underskrift/", "/sundby/underskrift/flera/"):
        refused = ingrid.get(address, status=403)
        assert "Här kan du bara agera som dig själv" in refused.text
        assert "Du agerar för Sven Olsson" in _banner(refused)
    ingrid.post(PAGE + "agera/", {"mandate": str(right(ingrid, GUARDIAN).pk)}, status=403)


def test_whoever_acts_may_log_out(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    session = session_of(ingrid)
    ingrid.post("/logga-ut/")
    assert Session.objects.get(pk=session.pk).ended_why == Session.Ended.LOGOUT


def test_another_s_right_is_as_unknown_as_none(visit: Visit, mandates: Mandates) -> None:
    ingrid, karin = visit("ingrid"), visit("karin")
    ingrid.get(PAGE)
    karin.get(PAGE)
    hers = right(karin, CUSTODIAN)
    for wanted in (str(hers.pk), str(uuid7()), "", "nej", str(hers.principal_id)):
        assert ingrid.post(PAGE + "agera/", {"mandate": wanted}).leads_to == PAGE
        assert "Du har ingen sådan rätt" in " ".join(ingrid.get(PAGE).messages)
        assert session_of(ingrid).principal_id is None


def test_fields_of_the_session_cannot_be_sent(visit: Visit, mandates: Mandates, towns: Settled) -> None:
    vera, sven = visit("vera"), towns.people["sven"]
    forged = {
        "principal": str(sven.pk), "principal_id": str(sven.pk), "holder": str(towns.people["vera"].pk),
        "mandate_id": str(uuid7()), "person": str(sven.pk), "session": str(sven.pk),
    }  # fmt: skip
    vera.post(PAGE + "agera/", forged)
    vera.post(PAGE + "sluta/", forged)
    vera.client.get(PAGE, forged)
    assert session_of(vera).principal_id is None
    assert not _told()


def test_an_organisation_s_right_is_not_acted_by(visit: Visit, mandates: Mandates) -> None:
    boss = visit("lars-ake")
    assert act(boss, SIGNATORY).leads_to == PAGE
    assert session_of(boss).principal_id is None


def test_withdrawn_in_the_middle(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    mandates.withdraw(GUARDIAN)
    assert "Du agerar för" in _banner(ingrid.get("/mina/"))  # the answer is fresh
    grow_old(ingrid, 11)
    over = ingrid.get("/mina/", status=403)
    assert "rätten gäller inte längre i registret" in over.text
    assert _banner(over) == ""
    assert _banner(ingrid.get("/mina/")) == ""
    assert _told()[-1].facts["reason"] == "ended"
    assert act_again(ingrid).leads_to == PAGE


def act_again(holder: Visitor) -> Page:
    """By a right that has been taken back."""
    old = Mandate.objects.filter(holder=holder.person).exclude(ended_at=None).latest("ended_at")
    return holder.post(PAGE + "agera/", {"mandate": str(old.pk)})


def test_withdrawn_is_found_at_once_by_every_device(visit: Visit, mandates: Mandates) -> None:
    one, other = visit("ingrid"), visit("ingrid")
    act(one)
    act(other)
    mandates.withdraw(GUARDIAN)
    grow_old(one, 11)
    one.get("/mina/", status=403)
    other.get("/mina/", status=403)


@pytest.mark.parametrize("fault", ["down", "garbage", "other", "unauthorized"])
def test_a_silent_register_stops_acting_and_nothing_else(
    visit: Visit, mandates: Mandates, fault: str
) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    mandates.fail(fault)
    grow_old(ingrid, settings.MANDATES["grace"] - 5)
    assert "Du agerar för" in _banner(ingrid.get("/mina/"))
    grow_old(ingrid, settings.MANDATES["grace"] + 1)
    over = ingrid.get("/mina/", status=403)
    assert "registret svarar inte" in over.text
    assert _told()[-1].facts["reason"] == "silent"
    listed = ingrid.get(PAGE)
    assert "svarar inte just nu" in listed.text
    assert "Allt annat fungerar som vanligt" in listed.text
    ingrid.get("/mina/")
    known = Mandate.objects.get(holder=ingrid.person, reference=GUARDIAN, ended_at=None)
    assert ingrid.post(PAGE + "agera/", {"mandate": str(known.pk)}).leads_to == PAGE
    assert session_of(ingrid).principal_id is None


def test_without_a_register_nobody_acts(
    visit: Visit, mandates: Mandates, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    monkeypatch.setitem(settings.MANDATES, "url", "")
    grow_old(ingrid, settings.MANDATES["grace"] + 1)
    ingrid.get("/mina/", status=403)
    assert "svarar inte just nu" in ingrid.get(PAGE).text


def test_the_register_is_not_asked_on_every_page(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    before = mandates.asked()
    for _ in range(3):
        ingrid.get("/mina/")
    assert mandates.asked() == before
    grow_old(ingrid, 11)
    for _ in range(3):
        ingrid.get("/mina/")
    assert mandates.asked() == before + 1


def test_a_right_that_runs_out_ends_by_itself(visit: Visit, mandates: Mandates) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    Mandate.objects.filter(holder=ingrid.person).update(valid_until=today() - timedelta(days=1))
    assert "gäller inte längre" in ingrid.get("/mina/", status=403).text


def test_a_right_for_another_service_opens_nothing_here(visit: Visit, mandates: Mandates) -> None:
    mikael = visit("mikael")
    assert "Gäller bara tjänster som inte finns här" in mikael.get(PAGE).text
    act(mikael, ELSEWHERE)
    anything = f"/sundby/underskrift/{uuid7()}/skriv-under/"
    assert "agera som dig själv" in mikael.get(anything, status=403).text


def test_an_organisation_s_own_log_in_is_not_enough(visit: Visit, mandates: Mandates, towns: Settled) -> None:
    ingrid = visit("ingrid")
    ingrid.get(PAGE)
    wanted = {"mandate": str(right(ingrid, GUARDIAN).pk)}
    before = mandates.asked()
    sundbys = {"organisation_id": towns.organisations["sundby"].pk}
    for change, status in ((sundbys, 403), ({"strength": 2}, 302)):
        Session.objects.filter(person=ingrid.person).update(organisation_id=None, strength=3)
        Session.objects.filter(person=ingrid.person).update(**change)
        assert "Logga in med BankID" in ingrid.get(PAGE).text
        ingrid.post(PAGE + "agera/", wanted, status=status)
        assert session_of(ingrid).principal_id is None
    assert mandates.asked() == before


def test_a_session_with_a_principal_and_no_right_is_refused(
    visit: Visit, mandates: Mandates, towns: Settled
) -> None:
    vera = visit("vera")
    other = visit("ingrid")
    other.get(PAGE)
    for mandate_id in (None, uuid7(), right(other, GUARDIAN).pk):
        Session.objects.filter(person=vera.person).update(
            principal=towns.people["sven"], mandate_id=mandate_id
        )
        vera.get("/mina/", status=403)
        assert session_of(vera).principal_id is None


def test_the_log_page_names_both(visit: Visit, mandates: Mandates, towns: Settled) -> None:
    ingrid = visit("ingrid")
    act(ingrid)
    with scope(towns.organisations["sundby"].pk):
        place = towns.organisations["sundby"]
        row = AuditRow(
            event="DocumentOpened", actor_id=towns.people["ingrid"].pk, actor_kind="person",
            principal_id=towns.people["sven"].pk, about_kind=place._meta.label_lower, about_id=place.pk,
        )  # fmt: skip
        row.content_hash = row.digest()
        row.save(force_insert=True)
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert "Ingrid Mattsson för Sven Olsson" in " ".join(
        visit("sara").get("/sundby/installningar/logg/").rows()
    )
