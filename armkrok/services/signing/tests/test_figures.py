"""Statistics: what is counted, where, and that the page, the table and the CSV say the same."""

from datetime import timedelta

import pytest

from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing import figures
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.site.settling import Settled
from tests.support.people import Visit

AT = "/sundby/underskrift/forvalta/statistik/"


@pytest.fixture
def asked(towns: Settled, ask: Ask) -> Settled:
    """Four requests: done after two days, done after four, late and declined, taken back."""
    with scope(towns.organisations["sundby"].pk):
        school = Unit.objects.create(name="=Ekbackeskolan")
        Member.objects.filter(person=towns.people["amina"]).update(unit=school)
    requests = [ask(towns, "karin") for _ in range(4)]
    with scope(towns.organisations["sundby"].pk):
        for request, days in zip(requests, (2, 4), strict=False):
            assert request.sent_at
            done = {"state": "completed", "completed_at": request.sent_at + timedelta(days=days)}
            SigningRequest.objects.filter(pk=request.pk).update(**done)
        late = SigningRequest.objects.filter(pk=requests[2].pk)
        late.update(sign_by=today() - timedelta(days=1))
        Party.objects.filter(request=requests[2]).update(state=Party.State.DECLINED)
        SigningRequest.objects.filter(pk=requests[3].pk).update(state="withdrawn")
    return towns


def test_what_is_counted(asked: Settled) -> None:
    with scope(asked.organisations["sundby"].pk):
        total = figures.total(today().year)
        (unit,) = figures.by_unit(today().year, "Utan enhet")
        months = figures.by_month(today().year)
    assert (total.sent, total.completed, total.waiting, total.late) == (4, 2, 1, 1)
    assert (total.declined, total.withdrawn, total.median) == (1, 1, timedelta(days=3))
    assert unit.name == "=Ekbackeskolan"
    assert (unit.sent, unit.declined, unit.median) == (4, 1, timedelta(days=3))
    assert len(months) == today().month
    assert months[-1].sent == 4


def test_another_towns_figures_are_its_own(asked: Settled) -> None:
    with scope(asked.organisations["norrvik"].pk):
        assert figures.total(today().year).sent == 0
        assert figures.by_unit(today().year, "Utan enhet") == []


def test_the_page_and_the_csv(visit: Visit, asked: Settled) -> None:
    page = visit("sara").get(AT)
    assert "3 dagar" in page.text
    assert "varav 1 försenade" in page.text
    assert len(page.find("//table[@class='ak-chart']/tbody/tr")) == today().month
    given = visit("sara").client.get(AT + "enheter.csv")
    lines = given.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Enhet;Skickade;Klara")
    assert lines[1] == "'=Ekbackeskolan;4;2;1;1;1;1;72,0;0"  # not a formula


def test_a_year_without_anything(visit: Visit, towns: Settled) -> None:
    assert "Inget skickat det här året" in visit("sara").get(f"{AT}?ar=2001").text
    assert str(today().year) in visit("sara").get(f"{AT}?ar=abc").h1


def test_who_only_sends_does_not_see_it(visit: Visit, towns: Settled) -> None:
    assert visit("amina").client.get(AT).status_code in {403, 404}
