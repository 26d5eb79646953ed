"""Sara looks after who is told; everybody else is kept out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import actions
from armkrok.core.webhooks.models import Delivery, Receiver
from armkrok.core.webhooks.tests.sending import COMPLETED, Post
from armkrok.kit.days import local
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.receivers import Running
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

LIST = "/sundby/installningar/aviseringar/"
PUBLIC = "https://8.8.8.8/in"


def _add(sara: Visitor, url: str = PUBLIC, status: int = 200, **more: Any) -> Page:
    values = {"name": "Diariet", "url": url, "events": [COMPLETED], **more}
    looked = sara.submit(sara.get(f"{LIST}ny/"), status=status, **values)
    return sara.submit(looked, status=200) if status == 200 else looked


def _one(towns: Settled) -> Receiver:
    with scope(towns.organisations["sundby"].pk):
        return Receiver.objects.get()


def _events(towns: Settled) -> list[str]:
    with scope(towns.organisations["sundby"].pk):
        return list(AuditRow.objects.order_by("at").values_list("event", flat=True))


def test_the_way_there_leads_from_the_settings(visit: Visit) -> None:
    sara = visit("sara")
    overview = sara.get("/sundby/installningar/")
    assert overview.find(f"//main//a[@href='{LIST}']")
    empty = sara.get(LIST)
    assert "Inget system än" in empty.text
    assert empty.find("//a[@aria-current='page'][contains(@href, 'aviseringar')]")


def test_the_secret_is_shown_once(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    made = _add(sara)
    (secret,) = (one.text.strip() for one in made.find("//section//dd[@class='ak-code']"))
    assert secret.startswith("whsec_")
    assert "no-store" in made.response["Cache-Control"]
    page = f"{LIST}{_one(towns).pk}/"
    assert secret not in sara.get(page).html
    assert secret.encode() not in bytes(_one(towns).secret)
    listed = sara.get(LIST)
    assert listed.rows()[0].startswith("Diariet")
    assert "Alla är klara" in listed.rows()[0]
    changed = sara.submit(sara.submit(sara.get(page), "/byt-hemlighet/", status=200), status=200)
    assert secret not in changed.html
    assert "whsec_" in changed.html
    assert "Den förra hemligheten gäller också till" in changed.text
    assert _events(towns)[-2:] == ["ReceiverAdded", "SecretRotated"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://8.8.8.8/", "Skriv hela adressen, som https://system.sundby.example/mottag"),
        ("diariet", "Skriv hela adressen, som https://system.sundby.example/mottag"),
        ("https://10.0.0.1/in", "Adressen leder till ett internt nät. Ange en adress som nås från internet."),
        ("https://2130706433/", "Adressen leder till ett internt nät. Ange en adress som nås från internet."),
        ("https://finns-inte.invalid/", "Adressens namn går inte att hitta. Kontrollera stavningen."),
    ],
)
def test_addresses_that_may_not_be_called(visit: Visit, towns: Settled, url: str, sentence: str) -> None:
    sara = visit("sara")
    with unchanged(towns):
        assert _add(sara, url, 422).problems == [sentence]


def test_an_event_must_be_chosen_and_exist(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    for events in ([], ["no.such"]):
        with unchanged(towns):
            assert _add(sara, events=events, status=422).problems


def test_twenty_are_enough(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    for number in range(actions.MOST):
        _add(sara, name=f"System {number}")
    with unchanged(towns):
        assert _add(sara, status=422).problems == [
            "Ni har redan 20 mottagare. Ta bort någon som inte används."
        ]
    with CaptureQueriesContext(
        connection,
    ) as few:
        sara.get(LIST)
    assert len(few) < 20


def test_a_receiver_is_changed_and_removed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    _add(sara)
    page = f"{LIST}{_one(towns).pk}/"
    form = sara.get(f"{page}andra/")
    assert form.find(f"//input[@value='{COMPLETED}'][@checked]")
    sara.confirm(form, name="Nya diariet", url="https://8.8.4.4/in", events=["signing.request.sent"])
    assert sara.get(page).h1 == "Nya diariet"
    with unchanged(towns):
        sara.submit(sara.get(f"{page}andra/"), url="https://127.0.0.1/", status=422)
    with unchanged(towns):
        looked = sara.submit(sara.get(page), "/ta-bort/", status=200)
    assert "Det som väntar skickas inte." in looked.text
    gone = sara.follow(sara.submit(looked))
    assert gone.messages[0].startswith("Nya diariet får inga fler aviseringar.")
    assert "Inget system än" in gone.text
    sara.get(page, status=404)
    assert _events(towns)[-2:] == ["ReceiverChanged", "ReceiverRemoved"]


def test_every_change_is_looked_at_first(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        values: dict[str, Any] = {"name": "Diariet", "url": PUBLIC, "events": [COMPLETED]}
        looked = sara.submit(sara.get(f"{LIST}ny/"), status=200, **values)
        assert PUBLIC in looked.text
        assert "whsec_" not in looked.html
    _add(sara)
    page = f"{LIST}{_one(towns).pk}/"
    with unchanged(towns):
        changed = sara.submit(sara.get(f"{page}andra/"), status=200, name="Nya diariet")
        assert "Nya diariet" in changed.rows()[0]
        assert "whsec_" not in sara.submit(sara.get(page), "/byt-hemlighet/", status=200).html
    sara.confirm(sara.get(f"{page}andra/"), name="Ett tredje")
    with unchanged(towns):
        assert "Något har ändrats" in sara.submit(changed, status=409).text


def test_a_test_message_and_how_it_went(visit: Visit, post: Post, receiver: Running) -> None:
    sara = visit("sara")
    made = post.register(receiver.url)
    page = f"{LIST}{made.pk}/"
    sara.submit(sara.get(page), "/prova/")
    assert "Avisering på prov" in sara.get(page).rows()[0]
    receiver.how(status=500)
    post.work()
    shown = sara.get(page)
    assert "Försöker igen" in shown.rows()[0]
    assert "Systemet svarar inte som det ska sedan" in shown.text
    one = sara.get(shown.find("//tbody//a")[0].get("href"))
    assert "Svarade 500" in one.rows()[0]
    assert "Nästa försök" in one.text
    assert "armkrok.test" in one.text
    receiver.how(status=200)
    sara.follow(sara.submit(one, "/skicka-igen/"))
    post.work()
    assert "Mottaget" in sara.get(page).rows()[0]
    assert sara.get(f"{page}?visa=inte-mottagna").rows() == []


def test_messages_come_by_page_and_can_be_filtered(visit: Visit, post: Post) -> None:
    sara = visit("sara")
    made = post.register(PUBLIC)
    with scope(post.town.pk):
        Delivery.objects.bulk_create(
            Delivery(
                receiver=made, message_id=made.pk.__class__(int=number + 1), event=COMPLETED, body="{}",
                happened_at=post.moment - timedelta(minutes=number),
                state="failed" if number % 4 == 0 else "delivered",
            )
            for number in range(120)
        )  # fmt: skip
    page = f"{LIST}{made.pk}/"
    with CaptureQueriesContext(connection) as asked:
        first = sara.get(page)
    assert len(first.rows()) == 50
    assert len(asked) < 20
    assert len(sara.get(page, sida="3").rows()) == 20
    assert len(sara.get(page, visa="inte-mottagna").rows()) == 30


def test_everything_from_a_time_on(visit: Visit, post: Post, receiver: Running) -> None:
    sara = visit("sara")
    made = post.register(receiver.url)
    for _ in range(2):
        post.happens()
    post.work()
    page = sara.get(f"{LIST}{made.pk}/")
    day = local(post.deliveries()[0].happened_at).date()
    sent = sara.submit(page, "/skicka-igen/", day=day.isoformat(), clock="00:00")
    count = len([one for one in post.deliveries() if local(one.happened_at).date() >= day])
    wanted = "1 avisering skickas igen." if count == 1 else f"{count} aviseringar skickas igen."
    assert sara.follow(sent).messages[0].startswith(wanted)
    post.work()
    assert len(receiver.received) == 2 + count
    with unchanged(post.towns):
        tomorrow = (day + timedelta(days=2)).isoformat()
        wrong = sara.submit(page, "/skicka-igen/", day=tomorrow, status=422)
        assert wrong.problems == ["Välj en dag som har varit, eller i dag."]


def test_pause_and_resume(visit: Visit, post: Post, receiver: Running) -> None:
    sara = visit("sara")
    made = post.register(receiver.url)
    page = f"{LIST}{made.pk}/"
    with unchanged(post.towns):
        looked = sara.submit(sara.get(page), "/pausa/", status=200)
    sara.submit(looked)
    assert "Pausad" in sara.get(LIST).rows()[0]
    post.happens()
    post.work()
    assert receiver.received == []
    with unchanged(post.towns):
        sara.post(f"{page}pausa/", status=409)
        sara.post(f"{page}prova/", status=409)
    sara.confirm(sara.get(page), "/ateruppta/")
    post.work()
    assert len(receiver.received) == 1
    with unchanged(post.towns):
        sara.post(f"{page}ateruppta/", status=409)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    _add(visit("sara"))
    page, other = f"{LIST}{_one(towns).pk}/", visit(key)
    with unchanged(towns):
        for address in (LIST, page, f"{page}andra/"):
            other.get(address, status=status)
        for deed in ("andra", "ta-bort", "byt-hemlighet", "prova", "pausa", "skicka-igen"):
            other.post(f"{page}{deed}/", status=status)
