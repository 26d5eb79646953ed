"""Anybody can say that something does not work."""

from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

PAGE = "/rapportera-fel/"


def test_a_report_reaches_those_who_run_the_platform(visit: Visit, towns: Settled) -> None:
    nobody = visit()
    page = nobody.get(PAGE)
    done = nobody.submit(page, text="Knappen syns inte", page="/sundby/", reply_to="bo@brev.example")
    assert "Rapporten är skickad" in nobody.follow(done).text
    with scope(Organisation.objects.get(is_operator=True).pk):
        message = Message.objects.get()
        assert AuditRow.objects.filter(event="FaultReported").count() == 1
    assert message.to == "kontaktcenter@armkrok.example"
    assert "Knappen syns inte" in message.body
    assert "bo@brev.example" in message.body


def test_what_is_wrong_is_said_and_nothing_is_sent(visit: Visit, towns: Settled) -> None:
    nobody = visit()
    page = nobody.get(PAGE)
    with unchanged(towns):
        again = nobody.submit(page, status=422, text=" ", reply_to="bo")
    assert again.problems == ["Berätta vad som hände", "Skriv hela adressen, som namn@exempel.se"]


def test_machines_are_slowed_down(visit: Visit, towns: Settled) -> None:
    nobody = visit()
    for _ in range(3):
        nobody.post(PAGE, {"text": "x"})
    with unchanged(towns):
        page = nobody.post(PAGE, {"text": "x"}, status=422)
    assert "Vänta en minut" in page.problems[0]


def test_the_page_one_came_from_is_filled_in(visit: Visit) -> None:
    nobody = visit()
    for came, expected in [
        ("http://testserver/sundby/?q=hemligt", "/sundby/"),
        ("https://evil.example/x", ""),
    ]:
        response = nobody.client.get(PAGE, headers={"Referer": came})
        assert response.context["form"].initial["page"] == expected
