"""Who has left is out the same minute, on every device."""

from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Session
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

LIST = "/sundby/installningar/medarbetare/"
LOG = "/sundby/installningar/logg/"


def test_running_sessions_end_with_the_employment(visit: Visit, towns: Settled) -> None:
    sara, phone, laptop = visit("sara"), visit("olle"), visit("olle")
    review = sara.post(f"{LIST}{towns.people['olle'].pk}/avsluta/", status=200)
    assert "Olle Grahn loggas ut från 2 enheter" in review.text
    sara.submit(review)
    for device in (phone, laptop):
        assert "/logga-in/" in device.get("/mina/", status=302).leads_to
    why = Session.objects.filter(person=towns.people["olle"]).values_list("ended_why", flat=True)
    assert set(why) == {Session.Ended.CLOSED}
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.get(event="EmploymentEnded").facts["sessions"] == 2


def test_what_another_organisation_vouched_for_is_left_alone(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    visit("olle")
    norrvik = towns.organisations["norrvik"].pk
    Session.objects.filter(person=towns.people["olle"]).update(organisation_id=norrvik)
    page = sara.get(f"{LIST}{towns.people['olle'].pk}/")
    assert "Personen är inte inloggad" in page.text
    sara.confirm(page, "/avsluta/")
    assert Session.objects.get(person=towns.people["olle"]).ended_at is None


def test_an_administrator_sees_and_ends_sessions(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    page = sara.get(f"{LIST}{towns.people['olle'].pk}/")
    assert "BankID" in page.text
    assert "127.0.0.1" not in page.html
    sara.confirm(page, "/logga-ut/")
    olle.get(LOG, status=302)
    olle.log_in(towns.people["olle"])
    olle.get(LOG)
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.get(event="SessionsEnded").facts["sessions"] == 1


def test_only_the_towns_administrator_may(visit: Visit, towns: Settled) -> None:
    address = f"{LIST}{towns.people['olle'].pk}/logga-ut/"
    for key, status in (("amina", 403), ("vera", 404), ("birgitta", 404)):
        other = visit(key)
        with unchanged(towns):
            other.post(address, status=status)
