"""Logging in by other ways than BankID, from the button to the session, against a simulator over the wire."""

from typing import Any

import pytest
from django.conf import settings as django_settings

from armkrok.core.audit.models import AuditRow
from armkrok.core.eid.models import EidOrder, Outage, Provider
from armkrok.core.eid.tests.conftest import Ways, left
from armkrok.core.identity.models import IdentityNumber, Person, Session
from armkrok.core.identity.people import find
from armkrok.core.members.models import Member
from armkrok.core.policies.models import Policy
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.visitor import Visitor


def reasons(place: Organisation) -> list[str]:
    """Why log-ins have been refused, as the organisation's log tells."""
    with scope(place.pk):
        rows = AuditRow.objects.filter(event="LoginRefused").order_by("at")
        return [row.facts["reason"] for row in rows]


def operator() -> Organisation:
    return Organisation.objects.get(is_operator=True)


def test_everybodys_provider_lets_a_known_person_in_everywhere(ways: Ways, towns: Settled) -> None:
    browser = Visitor()
    page = ways.log_in(browser, ways.everybodys)
    assert page.leads_to == "/mina/"
    session = Session.objects.get(ended_at=None)
    assert session.person == towns.people["karin"]
    assert (session.organisation_id, session.strength, session.provider) == (None, 3, "Testlegitimation")
    assert browser.get("/sundby/underskrift/").status == 200


def test_a_towns_own_provider_lets_its_people_in_there_alone(ways: Ways, towns: Settled) -> None:
    browser = Visitor()
    assert ways.log_in(browser, ways.sundbys, "sara").leads_to == "/mina/"
    session = Session.objects.get(ended_at=None)
    assert session.person == towns.people["sara"]
    assert session.organisation_id == towns.organisations["sundby"].pk
    assert browser.get("/sundby/installningar/").status == 200
    assert browser.get("/norrvik/underskrift/", status=302).leads_to.startswith("/logga-in/?next=")
    assert browser.get("/logga-in/", organisation="norrvik").status == 200, "she may log in another way"


def test_own_rows_are_those_of_the_town_alone(ways: Ways, towns: Settled) -> None:
    """Ante works in Norrvik; were he a member of Sundby too, Sundby's log-in would show Sundby's alone."""
    from armkrok.core.access.models import RoleAssignment

    ante, sundby = towns.people["ante"], towns.organisations["sundby"]
    with scope(sundby.pk):
        Member.objects.create(person=ante, email="ante@sundby.example")
    with scope(None, ante.pk):
        assert Member.own.count() == 2
        assert RoleAssignment.own.count() == 1
    with scope(None, ante.pk, sundby.pk):
        assert Member.own.count() == 1
        assert RoleAssignment.own.count() == 0


def test_a_towns_provider_speaks_of_its_own_members_alone(ways: Ways, towns: Settled) -> None:
    """Whoever runs Sundby's log-in cannot become somebody who does not work there."""
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["karin"]).update(external_id="")
    browser = Visitor()
    page = ways.log_in(browser, ways.sundbys, "karin")
    assert page.status == 403
    assert "inte upplagd som medarbetare" in page.text
    assert Session.objects.count() == 0
    assert reasons(towns.organisations["sundby"]) == ["NotKnownHere"]


def test_who_has_left_is_not_let_in(ways: Ways, towns: Settled) -> None:
    from armkrok.kit.days import now

    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["karin"]).update(left_at=now())
    assert ways.log_in(Visitor(), ways.sundbys, "karin").status == 403


def test_the_first_log_in_ties_the_issuers_own_word_for_the_person(ways: Ways, towns: Settled) -> None:
    """From then on the pair of issuer and subject is the key, whatever the directory's id becomes."""
    ways.log_in(Visitor(), ways.sundbys, "karin")
    tied = IdentityNumber.objects.get(kind="subject")
    assert (tied.person, tied.issuer) == (towns.people["karin"], f"{ways.openid.url}/sundby")
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["karin"]).update(external_id="")
        Member.objects.filter(person=towns.people["elif"]).update(external_id="karin-as-was")
    assert ways.log_in(Visitor(), ways.sundbys, "karin").status == 302


def test_a_foreigner_becomes_a_person_known_by_the_provisional_id(ways: Ways) -> None:
    for _ in range(2):
        assert ways.log_in(Visitor(), ways.everybodys, "mette-holm").leads_to == "/mina/"
    number = IdentityNumber.objects.get(kind="prid")
    assert number.person.name == "Mette Holm"
    assert Person.objects.filter(name="Mette Holm").count() == 1
    assert number.masked() == "Utländsk e-legitimation"


def test_a_coordination_number_is_kept_as_such(ways: Ways) -> None:
    ways.log_in(Visitor(), ways.everybodys, "tariq-aziz")
    number = IdentityNumber.objects.get(kind="coordination")
    assert number.person.name == "Tariq Aziz"


# ---- who comes back, and with what


def test_an_answer_is_taken_once(ways: Ways) -> None:
    browser = Visitor()
    address = ways.back(ways.out(browser, ways.everybodys))
    browser.get(address, status=302)
    assert browser.get(address, status=404).status == 404
    assert Session.objects.count() == 0, "nobody is logged in before the order's page"


def test_an_answer_helps_only_the_browser_that_left(ways: Ways) -> None:
    """Log-in CSRF: a victim who is lured to an attacker's answer is not logged in as the attacker."""
    attacker, victim = Visitor(), Visitor()
    address = ways.back(ways.out(attacker, ways.everybodys))
    answered = victim.get(address, status=302)
    assert victim.get(answered.leads_to, status=404).status == 404
    assert Session.objects.count() == 0


@pytest.mark.parametrize("query", ["", "?state=", "?state=x&code=y", "?state=" + "x" * 500])
def test_an_answer_to_nothing_is_refused(ways: Ways, query: str) -> None:
    address = f"/logga-in/oidc/{ways.everybodys.pk}/svar/{query}"
    assert Visitor().get(address, status=404).status == 404


def test_parameters_given_twice_are_refused(ways: Ways) -> None:
    browser = Visitor()
    address = ways.back(ways.out(browser, ways.everybodys))
    assert browser.get(f"{address}&state=another", status=404).status == 404
    assert browser.get(address, status=302).leads_to, "and the order still waits"


def test_an_answer_to_another_provider_is_refused(ways: Ways) -> None:
    """The mix-up attack: an answer meant for one provider's address is worth nothing at another's."""
    browser = Visitor()
    address = ways.back(ways.out(browser, ways.everybodys))
    wrong = address.replace(str(ways.everybodys.pk), str(ways.sundbys.pk))
    assert browser.get(wrong, status=404).status == 404


def test_ten_minutes_later_it_is_too_late(ways: Ways, settings: Any) -> None:
    from datetime import timedelta

    browser = Visitor()
    address = ways.back(ways.out(browser, ways.everybodys))
    order = EidOrder.objects.get()
    EidOrder.objects.update(started_at=order.started_at - timedelta(minutes=11))
    assert browser.get(address, status=404).status == 404
    page = browser.get(f"/logga-in/pagar/{order.pk}/")
    assert "Det tog för lång tid" in page.text


def test_a_lie_is_refused_told_in_the_log_and_to_the_person(ways: Ways) -> None:
    ways.openid.lie("nonce")
    browser = Visitor()
    page = ways.log_in(browser, ways.everybodys)
    assert "gick inte att kontrollera" in page.text
    assert Session.objects.count() == 0
    assert len(reasons(operator())) == 1
    assert page.find("//main//form[contains(@action, '/igen/')]"), "she may try again"


def test_who_backs_out_is_told_so_and_nothing_is_logged_as_refused(ways: Ways) -> None:
    browser = Visitor()
    leave = ways.out(browser, ways.everybodys)
    answered = browser.get(ways.back(leave, "", answer="cancel"), status=302)
    page = browser.get(answered.leads_to)
    assert "Du avbröt" in page.text
    assert reasons(operator()) == []


def test_a_provider_that_is_down_is_shown_so_and_stops_no_other(ways: Ways) -> None:
    with scope(ways.sundbys.organisation_id):
        broken = ways.sundbys.settings | {"issuer": "http://127.0.0.1:9/sundby"}
        Provider.objects.filter(pk=ways.sundbys.pk).update(settings=broken)
    browser = Visitor()
    page = browser.get("/logga-in/", organisation="sundby")
    tried = browser.submit(page, f"/logga-in/med/{ways.sundbys.pk}/", status=503)
    assert "Sundbys inloggning svarar inte just nu" in tried.text
    assert Outage.objects.get().key == str(ways.sundbys.pk)
    again = browser.get("/logga-in/", organisation="sundby")
    assert again.text.count("Svarar inte just nu.") == 1
    assert ways.log_in(browser, ways.everybodys).leads_to == "/mina/"


def test_it_is_shown_as_well_again_when_it_answers(ways: Ways) -> None:
    Outage.objects.create(key=str(ways.everybodys.pk))
    ways.log_in(Visitor(), ways.everybodys)
    assert Outage.objects.count() == 0


# ---- what is offered, and remembered


def test_a_town_shows_its_own_way_and_no_other_towns(ways: Ways) -> None:
    assert "Sundbys inloggning" in Visitor().get("/logga-in/", next="/sundby/underskrift/").text
    for target in ("/norrvik/underskrift/", ""):
        assert "Sundbys inloggning" not in Visitor().get("/logga-in/", next=target).text


def test_who_comes_without_a_town_may_choose_one(ways: Ways) -> None:
    browser = Visitor()
    page = browser.get("/logga-in/organisation/")
    assert "Sundby kommun" in page.text
    assert "Norrviks kommun" not in page.text
    chosen = page.find("//main//a[contains(@href, 'organisation=sundby')]/@href")[0]
    assert "Sundbys inloggning" in browser.get(chosen).text


def test_another_towns_provider_cannot_be_begun(ways: Ways) -> None:
    browser = Visitor()
    sent = {"organisation": "norrvik"}
    browser.post(f"/logga-in/med/{ways.sundbys.pk}/", sent, status=404)


def test_a_closed_provider_is_gone_for_new_and_begun_log_ins(ways: Ways) -> None:
    browser = Visitor()
    address = ways.back(ways.out(browser, ways.sundbys))
    with scope(ways.sundbys.organisation_id):
        Provider.objects.filter(pk=ways.sundbys.pk).update(is_open=False)
    assert browser.get(address, status=404).status == 404
    browser.post(f"/logga-in/med/{ways.sundbys.pk}/", {"organisation": "sundby"}, status=404)


def test_a_town_may_close_a_shared_way_for_itself(ways: Ways, towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        Policy.objects.create(closed_providers=[str(ways.everybodys.pk)])
    assert "Testlegitimation" not in Visitor().get("/logga-in/", organisation="sundby").text
    assert "Testlegitimation" in Visitor().get("/logga-in/", organisation="norrvik").text


def test_the_way_used_last_comes_first_on_this_device(ways: Ways) -> None:
    browser = Visitor()
    first = "(//ul[@class='ak-ways']//b)[1]/text()"
    assert browser.get("/logga-in/").find(first) == ["BankID"]
    ways.log_in(browser, ways.everybodys)
    del browser.client.cookies[django_settings.LOGIN_COOKIE]
    page = browser.get("/logga-in/")
    assert page.find(first) == ["Testlegitimation"]
    assert "Förra gången använde du Testlegitimation." in page.text


def test_back_to_the_order_does_not_send_the_browser_away_again(ways: Ways) -> None:
    browser = Visitor()
    page = browser.get("/logga-in/")
    began = browser.submit(page, f"/logga-in/med/{ways.everybodys.pk}/")
    assert left(browser, began.leads_to)
    again = browser.get(began.leads_to)
    assert 'http-equiv="refresh"' not in again.html
    assert "Fortsätt till Testlegitimation" in again.text


def test_who_is_found_by_bankid_is_found_by_the_others(ways: Ways, towns: Settled) -> None:
    ways.log_in(Visitor(), ways.everybodys, "elif")
    assert Session.objects.get().person == find(data.person("elif").number) == towns.people["elif"]


def test_an_answer_is_not_kept_when_it_has_been_used_or_forgotten(ways: Ways) -> None:
    from datetime import timedelta

    from armkrok.core.eid.jobs import forget_orders

    ways.log_in(Visitor(), ways.everybodys)
    assert bytes(EidOrder.objects.get(state="complete").kept) == b""
    left_behind = Visitor()
    left_behind.get(ways.back(ways.out(left_behind, ways.everybodys)), status=302)
    assert EidOrder.objects.exclude(kept=b"").count() == 1
    for order in EidOrder.objects.all():
        EidOrder.objects.filter(pk=order.pk).update(started_at=order.started_at - timedelta(days=2))
    forget_orders()
    assert EidOrder.objects.count() == 0
