"""Nadia and Sara write down suppliers and receivers; runs are asked for, followed and let pass."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from armkrok.core.notifications.models import Message
from armkrok.kit import numbers
from armkrok.kit.days import now
from armkrok.services.school import telling
from armkrok.services.school.jobs import sending
from armkrok.services.school.models import (
    Kind,
    Receiver,
    SendNote,
    SendRun,
    Supplier,
    SupplierContact,
)
from armkrok.services.school.queries.sending import note_counts
from armkrok.services.school.sending import notes
from armkrok.site import towns as people_of_towns
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

SCHOOL = "/sundby/skola/"


@pytest.fixture(autouse=True)
def _ground(towns: Settled) -> None:
    with inside(towns, "sara"):
        school_ground.group("8A")
        school_ground.group("8B")
        school_ground.receiver()


def test_a_supplier_is_written_down_with_a_contact(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = nadia.get(f"{SCHOOL}leverantorer/ny/")
    refused = nadia.submit(page, name="Kunskapsgården", order_by="api", status=422)
    assert refused.problems == ["Skriv adressen till leverantörens API"]
    sent = nadia.submit(page, name="Kunskapsgården", order_by="email", order_email="order@gard.example")
    shown = nadia.follow(sent)
    assert "Kunskapsgården är tillagd" in shown.text
    with inside(towns, "sara"):
        made = Supplier.objects.get(name="Kunskapsgården")
    form = nadia.get(f"{SCHOOL}leverantorer/{made.pk}/kontakt/")
    number = people_of_towns.person("petra").number
    contact: dict[str, Any] = {"name": "Petra Lindgren", "number": number, "email": "petra@gard.example"}
    after = nadia.follow(nadia.submit(form, **contact))
    assert "Petra Lindgren" in after.text
    assert number not in after.text
    with inside(towns, "sara"):
        assert SupplierContact.objects.get(supplier=made).person_id == towns.people["petra"].pk
        letter = Message.objects.get(to="petra@gard.example")
    assert letter.subject == "Beställningar från Sundby kommun"
    for words in ("kontakt för Kunskapsgården", f"{settings.BASE_URL}{SCHOOL}for-leverantorer/", "bekräfta"):
        assert words in letter.body
    for secret in ("Petra", "Nadia", number, number[2:], "Linden"):
        assert secret not in letter.body
    visit("petra").get(f"{SCHOOL}for-leverantorer/")
    nadia.submit(form, **contact)
    with inside(towns, "sara"):
        assert Message.objects.filter(to="petra@gard.example").count() == 1, "she has been told"


def test_a_contact_without_an_address_is_not_let_in(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    with inside(towns, "sara"):
        linden = school_ground.supplier()
    page = nadia.get(f"{SCHOOL}leverantorer/{linden.pk}/kontakt/")
    number = people_of_towns.person("petra").number
    with unchanged(towns):
        refused = nadia.submit(page, name="Petra Lindgren", number=number, email="petra", status=422)
    assert refused.problems == ["Skriv hela adressen, som namn@exempel.se"]


def test_two_suppliers_are_not_called_the_same(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = nadia.get(f"{SCHOOL}leverantorer/ny/")
    with unchanged(towns):
        refused = nadia.submit(
            page, name="Förlaget Linden", order_by="email", order_email="a@b.example", status=422
        )
    assert refused.problems == ["Namnet används redan. Välj ett annat."]


def test_a_contact_with_a_number_that_is_none(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    with inside(towns, "sara"):
        linden = school_ground.supplier()
    page = nadia.get(f"{SCHOOL}leverantorer/{linden.pk}/kontakt/")
    wrong = numbers.test_numbers()[0][:-1] + str((int(numbers.test_numbers()[0][-1]) + 1) % 10)
    with unchanged(towns):
        nadia.submit(page, name="Petra", number=wrong, email="petra@gard.example", status=422)


def test_a_receiver_is_closed_until_it_is_opened(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with inside(towns, "sara"):
        linden = school_ground.supplier()
    page = sara.get(f"{SCHOOL}mottagare/ny/{linden.pk}/")
    sent = sara.submit(page, name="Linden Prov", trust="key", url="https://8.8.8.8/v2", key="hemlig-nyckel")
    shown = sara.follow(sent)
    assert "Avtal saknas" in shown.text
    with inside(towns, "sara"):
        made = Receiver.objects.get(name="Linden Prov")
        assert (made.is_open, made.key_in_clear()) == (False, "hemlig-nyckel")
    again = sara.get(f"{SCHOOL}mottagare/{made.pk}/installningar/")
    assert "hemlig-nyckel" not in again.text
    sara.submit(again, name="Linden Prov 2", groups_first="on", at_hours="13, 03")
    with inside(towns, "sara"):
        changed = Receiver.objects.get(pk=made.pk)
        assert (changed.key_in_clear(), changed.at_hours) == ("hemlig-nyckel", "3,13")
        kinds = {one.label for one in Kind}
        assert set(changed.order) == kinds
        assert changed.order.index("StudentGroup") < changed.order.index("Student")
    sara.submit(sara.get(f"{SCHOOL}mottagare/{made.pk}/"), "/oppna/", state="open")
    with inside(towns, "sara"):
        assert Receiver.objects.get(pk=made.pk).is_open


def test_a_run_is_asked_for_and_followed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
    page = sara.get(f"{SCHOOL}mottagare/{receiver.pk}/")
    shown = sara.follow(sara.submit(page, "/kor/", how="dry"))
    assert "Provkörning" in shown.text
    with inside(towns, "sara"):
        run = SendRun.objects.get()
        assert (run.how, run.state, run.asked_by) == ("dry", "waiting", towns.people["sara"].pk)
    state = sara.get(f"{SCHOOL}korningar/{run.pk}/", htmx=True)
    assert "Väntar" in state.html


def test_a_stopped_run_is_let_pass_once(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        run = SendRun.objects.create(
            receiver=receiver, state=SendRun.State.STOPPED, why="Många elever är borta."
        )
    page = sara.get(f"{SCHOOL}korningar/{run.pk}/")
    assert "Många elever är borta." in page.text
    sara.submit(page, "/slapp-forbi/")
    with inside(towns, "sara"):
        passed = SendRun.objects.exclude(pk=run.pk).get()
        assert passed.passed_by == towns.people["sara"].pk


@pytest.mark.parametrize("who", ["elif", "karin", "vera"])
def test_others_see_no_receivers(visit: Visit, towns: Settled, who: str) -> None:
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
    for address in ("mottagare/", f"mottagare/{receiver.pk}/", "leverantorer/", "federation/"):
        visit(who).get(f"{SCHOOL}{address}", status=404 if who == "vera" else 403)


def test_who_looks_after_receivers_is_told_of_a_stop_until_it_goes_well(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        run = SendRun.objects.create(
            receiver=receiver, state=SendRun.State.STOPPED, why="Många elever är borta."
        )
        telling.run_ended(run)
    assert "Inget eller inte allt är skickat till Linden Digital" in visit("sara").get("/mina/").text
    assert "Linden Digital" not in visit("elif").get("/mina/").text
    with inside(towns, "sara"):
        SendRun.objects.filter(pk=run.pk).update(ended_at=now())
        for how, only in (("forced", [str(receiver.pk)]), ("urgent", [str(receiver.pk)])):
            telling.run_ended(
                SendRun.objects.create(receiver=receiver, how=how, only=only, state="done", ended_at=now())
            )
    assert "Linden Digital" in visit("sara").get("/mina/").text
    with inside(towns, "sara"):
        run.state = SendRun.State.DONE
        telling.run_ended(run)
    assert "Linden Digital" not in visit("sara").get("/mina/").text


def test_the_service_leads_each_to_her_own(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        SupplierContact.objects.create(supplier=school_ground.supplier(), person=towns.people["petra"])
    leads = {"elif": "laromedel/", "petra": "for-leverantorer/", "mikael": "mina-uppgifter/"}
    for who, place in leads.items():
        assert visit(who).get(SCHOOL, status=302).leads_to == f"{SCHOOL}{place}"


@pytest.mark.parametrize(
    ("moment", "hours", "is_due"),
    [
        (datetime(2026, 11, 22, 2, 7, tzinfo=UTC), "03, 13", True),  # winter: 03.07 in Sweden
        (datetime(2026, 6, 22, 1, 7, tzinfo=UTC), "3,13", True),  # summer: 03.07 in Sweden
        (datetime(2026, 6, 22, 2, 7, tzinfo=UTC), "3,13", False),
        (datetime(2026, 11, 22, 2, 7, tzinfo=UTC), "13", False),
        (datetime(2026, 11, 22, 2, 7, tzinfo=UTC), "", False),
    ],
)
def test_the_clock_begins_runs_at_swedish_hours(
    towns: Settled, monkeypatch: pytest.MonkeyPatch, moment: datetime, hours: str, is_due: bool
) -> None:
    monkeypatch.setattr(sending, "now", lambda: moment)
    with inside(towns, "sara"):
        Receiver.objects.update(at_hours=hours, is_open=False)
    sending.send_due()
    with inside(towns, "sara"):
        assert not SendRun.objects.exists(), "a closed receiver gets nothing"
        Receiver.objects.update(is_open=True)
    for _time in range(2):
        sending.send_due()
        with inside(towns, "sara"):
            assert [(one.how, one.asked_by) for one in SendRun.objects.all()] == [("usual", None)] * is_due


def test_a_run_is_followed_while_it_lasts_and_the_page_is_whole_when_it_ends(
    visit: Visit, towns: Settled
) -> None:
    with inside(towns, "sara"):
        run = SendRun.objects.create(
            receiver=school_ground.receiver(), state=SendRun.State.RUNNING,
            planned={"Student": {"create": 6, "update": 1, "delete": 1, "same": 4}},
            done={"Student": {"create": 2, "failed": 1}},
        )  # fmt: skip
    sara = visit("sara")
    going = sara.get(f"{SCHOOL}korningar/{run.pk}/", htmx=True)
    assert "3 av 8 är skickade" in going.html
    assert '<progress id="skickat" max="100" value="38">' in going.html
    assert "HX-Refresh" not in going.response.headers
    with inside(towns, "sara"):
        SendRun.objects.filter(pk=run.pk).update(state=SendRun.State.DONE)
    assert sara.get(f"{SCHOOL}korningar/{run.pk}/", htmx=True).response["HX-Refresh"] == "true"


def test_what_is_not_listed_of_a_run_is_counted_all_the_same(
    visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST", 2)
    with inside(towns, "sara"):
        run = SendRun.objects.create(receiver=school_ground.receiver(), state=SendRun.State.DONE)
        kept = notes.Notes(run.pk)
        for kind in (Kind.STUDENT, Kind.TEACHER):
            for _each in range(5):
                kept.add(SendNote.Weight.SKIPPED, "blocked", kind)
        kept.add(SendNote.Weight.SKIPPED, "no-group", Kind.STUDENT)
        kept.keep()
        kept.keep_counts()
        assert note_counts(run) == [("skipped", "blocked", 10), ("skipped", "no-group", 1)]
    page = visit("sara").get(f"{SCHOOL}korningar/{run.pk}/", vikt="skipped", slag="blocked")
    assert page.text.count("3 till, som inte räknas upp: Står på mottagarens spärrlista") == 2
