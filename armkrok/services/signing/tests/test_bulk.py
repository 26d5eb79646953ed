"""One document to many: the copies sent by jobs, and what follows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity.people import number_of
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import bulk as sending
from armkrok.services.signing.actions import placing
from armkrok.services.signing.actions.bulk import remind_batch, send_batch, withdraw_batch
from armkrok.services.signing.models import BulkRow, Document, Party, Placement, SigningRequest
from armkrok.services.signing.tests.bulk_steps import (
    BASE,
    HEAD,
    accepted,
    begun,
    of_sundby,
    rows,
    run,
    uploaded,
)
from armkrok.services.signing.tests.signers import events_of
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import Settled, settle
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


def test_each_gets_a_copy_and_the_manager_signs_them_all(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, "karin.sjoberg@sundby.example")
    page = uploaded(amina, base, HEAD + rows(3))
    assert "3 personer i Anställda.csv kan få var sitt exemplar." in page.text
    assert "Därefter skriver Karin Sjöberg under varje kopia." in page.text
    bulk = accepted(amina, base)
    assert "0 av 3 är skickade" in amina.get(f"{BASE}massutskick/{bulk.pk}/").text
    run(send_batch, bulk)
    with scope(bulk.organisation_id):
        bulk.refresh_from_db()
        copies = list(SigningRequest.objects.filter(bulk_id=bulk.pk, state="open"))
        assert (bulk.state, len(copies), len({one.code for one in copies})) == ("done", 3, 3)
        assert Document.objects.filter(request__in=copies, current=None).count() == 3
        assert Document.objects.values("original").distinct().count() == 1
        people = Party.objects.filter(request=copies[0]).order_by("turn").values_list("name", "state", "turn")
        assert list(people)[1] == ("Karin Sjöberg", "later", 2)
        assert Message.objects.filter(to__endswith="@exempel.se").count() == 3
        assert Task.objects.filter(kind="waiting", about_id__in=[one.pk for one in copies]).count() == 3
        assert events_of(copies[0]) == ["RequestSent"]
    page = amina.get(f"{BASE}massutskick/{bulk.pk}/")
    assert "0 av 3 är klara" in page.text
    assert len(page.rows()) == 3
    assert amina.get(BASE).rows() == []
    assert "3 av 3" in amina.get(f"{BASE}massutskick/").text


@pytest.mark.usefixtures("committed_db")
def test_a_copy_is_prepared_when_it_is_signed(simulators: Simulators) -> None:
    towns = settle()
    amina, elif_ = Visitor(towns.people["amina"]), towns.people["elif"]
    base = begun(amina)
    uploaded(amina, base, f"{HEAD}Elif;e@exempel.se;{number_of(elif_.pk)};Läs noga\n" + rows(1))
    bulk = accepted(amina, base)
    run(send_batch, bulk)
    with scope(bulk.organisation_id):
        copy = SigningRequest.objects.get(bulk_id=bulk.pk, parties__person=elif_, state="open")
        other = SigningRequest.objects.exclude(pk=copy.pk).get(bulk_id=bulk.pk, state="open")
        assert "Läs noga" in Message.objects.get(to="e@exempel.se").body
    assert sign(Visitor(elif_), copy, simulators).endswith("/klart/")
    with scope(bulk.organisation_id):
        assert SigningRequest.objects.get(pk=copy.pk).state == "completed"
        assert Document.objects.get(request=other).current is None
    assert "1 av 2 är klara" in amina.get(f"{BASE}massutskick/{bulk.pk}/").text
    Visitor(elif_).get(f"{BASE}{other.pk}/skriv-under/", status=404)


def test_killed_in_the_middle_it_goes_on_and_nobody_is_asked_twice(
    visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = visit("amina")
    base = begun(amina)
    uploaded(amina, base, HEAD + rows(25))
    bulk = accepted(amina, base)
    monkeypatch.setattr(sending, "BATCH", 10)
    run(send_batch, bulk, times=1)
    tell = sending._tell

    def dies(*given: Any) -> None:
        tell(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "_tell", dies)
    with pytest.raises(KeyboardInterrupt):
        run(send_batch, bulk, times=1)
    monkeypatch.setattr(sending, "_tell", tell)
    with scope(bulk.organisation_id):
        assert BulkRow.objects.filter(bulk=bulk).exclude(sent_at=None).count() == 10
    run(send_batch, bulk, times=5)
    with scope(bulk.organisation_id):
        assert SigningRequest.objects.filter(bulk_id=bulk.pk, state="open").count() == 25
        assert Message.objects.filter(to__endswith="@exempel.se").count() == 25
        bulk.refresh_from_db()
        assert bulk.state == "done"


def test_the_rest_is_taken_back(visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    amina = visit("amina")
    base = begun(amina)
    uploaded(amina, base, HEAD + rows(5))
    bulk = accepted(amina, base)
    monkeypatch.setattr(sending, "BATCH", 2)
    run(send_batch, bulk, times=1)
    where = f"{BASE}massutskick/{bulk.pk}/"
    amina.submit(amina.get(where + "dra-tillbaka/"), "", reason="Fel avtal.")
    run(send_batch, bulk)
    run(withdraw_batch, bulk, why="Fel avtal.")
    page = amina.get(where)
    assert "Avbrutet" in page.text
    with scope(bulk.organisation_id):
        states = SigningRequest.objects.filter(bulk_id=bulk.pk).values_list("state", flat=True)
        assert sorted(states) == ["template", "withdrawn", "withdrawn"]
        assert Message.objects.filter(subject__startswith="Tillbakadragen").count() == 2
    assert len(amina.get(where + "?lage=unsent").rows()) == 3


def test_all_who_are_left_are_reminded_once(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    uploaded(amina, base, HEAD + rows(3))
    bulk = accepted(amina, base)
    run(send_batch, bulk)
    where = f"{BASE}massutskick/{bulk.pk}/"
    amina.submit(amina.get(where), "/paminn/")
    run(remind_batch, bulk, after="")
    with scope(bulk.organisation_id):
        assert Message.objects.filter(subject__startswith="Påminnelse").count() == 3


def test_the_page_costs_the_same_for_few_and_many(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")

    def cost(count: int) -> int:
        base = begun(amina)
        uploaded(amina, base, HEAD + rows(count))
        bulk = accepted(amina, base)
        run(send_batch, bulk)
        amina.get(f"{BASE}massutskick/{bulk.pk}/")
        with CaptureQueriesContext(connection) as seen:
            amina.get(f"{BASE}massutskick/{bulk.pk}/")
        return len(seen)

    assert cost(2) == cost(40)


def test_boxes_of_those_who_sign_every_copy_come_along(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, "karin.sjoberg@sundby.example")
    with scope(of_sundby()):
        karin = Party.objects.get()
        draft = SigningRequest.objects.get(pk=karin.request_id)
        placing.place_box(draft, Document.objects.get(), karin.pk, 1, 40.0, 50.0)
    uploaded(amina, base, HEAD + rows(2))
    bulk = accepted(amina, base)
    run(send_batch, bulk)
    with scope(bulk.organisation_id):
        boxes = Placement.objects.exclude(party=karin).select_related("document", "party")
        assert len({one.document.request_id for one in boxes}) == 2
        assert {(one.party.person_id, one.x, one.y) for one in boxes} == {(karin.person_id, 40.0, 50.0)}
        assert all(one.document.request_id == one.party.request_id for one in boxes)
    page = amina.get(f"{BASE}{bulk.template_id}/gor-om/")
    page = amina.follow(amina.submit(page, ""))
    assert page.h1 == "Vilket dokument ska skrivas under?"


def test_a_colleagues_sending_is_unknown(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    uploaded(amina, base := begun(amina), HEAD + rows(1))
    bulk = accepted(amina, base)
    for part in ("", "dra-tillbaka/"):
        visit("lars-ake").get(f"{BASE}massutskick/{bulk.pk}/{part}", status=404)
    visit("lars-ake").get(base + "lista/granska/", status=404)
