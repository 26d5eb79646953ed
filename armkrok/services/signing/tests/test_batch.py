"""Many requests, one use of the e-ID: what is chosen is signed, what cannot be is left out and said."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.services.signing.actions import following, statement
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.errors import Busy, TooManyAtOnce
from armkrok.services.signing.models import Act, Consent, Document, Party, SigningRequest, public_code
from armkrok.services.signing.tests.asking import BATCH, BatchSigning, asked_of, party_of, tasks_of
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import events_of, said, whole
from armkrok.services.signing.tests.test_query_counts import more_requests
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged

pytestmark = pytest.mark.usefixtures("simulators")


def some(towns: Settled, count: int) -> list[SigningRequest]:
    return [asked_of(towns, {"karin": {}, "elif": {}}, title=f"Beslut {number}") for number in range(count)]


def parties(towns: Settled, requests: list[SigningRequest], key: str = "karin") -> list[Party]:
    with inside(towns, "amina"):
        return [party_of(towns, one, key) for one in requests]


def by_job(requests: list[SigningRequest]) -> None:
    organisation_id = requests[0].organisation_id
    with scope(organisation_id):
        acts = set(Consent.objects.filter(signed_at=None).values_list("act_id", flat=True))
    for act_id in acts:
        append_later(organisation_id=str(organisation_id), act_id=str(act_id))


def test_the_chosen_are_signed_with_one_act(towns: Settled, visit: Visit, simulators: Simulators) -> None:
    requests = some(towns, 3)
    karin, mine = visit("karin"), parties(towns, requests)
    page = karin.get(BATCH)
    assert len(page.rows()) == 3
    assert "Beslut 0" in page.text
    signing = BatchSigning(karin, [one.pk for one in mine[:2]])
    shown = karin.get(signing.page)
    assert "Beslut 0" in shown.text
    assert "Beslut 2" not in shown.text
    done = signing.answer(simulators).ended()
    assert "Två underskrifter är sparade." in done.text
    with inside(towns, "amina"):
        act = Act.objects.get()
        assert [one["party"] for one in json.loads(bytes(act.hidden_data))["requests"]] == [
            str(one.pk) for one in mine[:2]
        ]
        assert Consent.objects.filter(act=act).count() == 2
        assert tasks_of(towns, "karin") == ["Skriv under Beslut 2"]
    for one, count in zip(requests, (1, 1, 0), strict=True):
        whole(one, count)


def test_many_are_left_to_the_job_and_the_page_tells_how_far(
    towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    requests = some(towns, 5)
    karin = visit("karin")
    signing = BatchSigning(karin, [one.pk for one in parties(towns, requests)]).answer(simulators)
    done = signing.told()
    page = karin.get(done)
    assert "0 av 5 är sparade." in page.text
    assert len(page.find("//progress[@max='5' and @value='0']")) == 1
    assert len(page.find("//noscript/meta[@http-equiv='refresh']")) == 1
    assert karin.client.get(f"{done}?seen=0", headers={"HX-Request": "true"}).status_code == 204
    by_job(requests)
    part = karin.get(f"{done}?seen=0", htmx=True)
    assert "Fem underskrifter är sparade." in part.html
    for one in requests:
        whole(one, 1)


def test_what_is_withdrawn_meanwhile_is_left_out_and_said(
    towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    requests = some(towns, 3)
    signing = BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)])
    with inside(towns, "amina") as amina:
        following.withdraw(requests[1], "Fel bilaga", by=amina)
    page = signing.answer(simulators).ended()
    assert "En kom inte med" in page.text
    assert "Begäran drogs tillbaka: Fel bilaga" in page.text
    for one, count in zip(requests, (1, 0, 1), strict=True):
        whole(one, count)


def test_one_that_somebody_is_away_with_does_not_stop_the_others(
    towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    requests = some(towns, 4)
    BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)]).answer(simulators).told()
    with inside(towns, "amina"):
        Document.objects.filter(request=requests[0]).update(reserved_until=now() + timedelta(minutes=3))
    with pytest.raises(Busy):
        by_job(requests)
    for one, count in zip(requests, (0, 1, 1, 1), strict=True):
        whole(one, count)
    with inside(towns, "amina"):
        Document.objects.filter(request=requests[0]).update(reserved_until=None)
    by_job(requests)
    whole(requests[0], 1)


def test_nothing_left_to_sign_is_refused(towns: Settled, visit: Visit, simulators: Simulators) -> None:
    requests = some(towns, 2)
    signing = BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)])
    with inside(towns, "amina") as amina:
        for one in requests:
            following.withdraw(one, "", by=amina)
    page = signing.answer(simulators).ended()
    assert page.h1 == "Skriv under flera"
    assert "Inget har skrivits under." in said(page)[0]


def test_only_ones_own_and_at_least_one(towns: Settled, visit: Visit) -> None:
    requests = some(towns, 1)
    theirs = parties(towns, requests, "elif")
    karin = visit("karin")
    for chosen in ([], [str(theirs[0].pk)], ["nej"]):
        with unchanged(towns):
            page = karin.post(BATCH, {"party": chosen}, status=422)
        assert "Välj minst ett dokument att skriva under." in page.text
    with unchanged(towns):
        page = karin.post(BATCH, {"party": [str(theirs[0].pk)] * 101}, status=422)
    assert "högst 100" in page.text


def test_cancelled_in_the_app(towns: Settled, visit: Visit, simulators: Simulators) -> None:
    requests = some(towns, 2)
    signing = BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)])
    simulators.answer(signing.order.order_ref, action="cancel")
    signing.hurry()
    assert "Försök igen" in signing.ended().text
    with inside(towns, "amina"):
        assert not Consent.objects.exists()


def test_another_browser_and_another_person_do_not_reach_the_order(towns: Settled, visit: Visit) -> None:
    requests = some(towns, 1)
    signing = BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)])
    for key in ("karin", "elif"):
        assert visit(key).client.get(signing.page).status_code in {404, 409, 410}


def test_the_same_act_is_not_read_by_others(towns: Settled, visit: Visit, simulators: Simulators) -> None:
    requests = some(towns, 1)
    signing = BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)])
    done = signing.answer(simulators).told()
    visit("elif").get(done, status=404)
    visit("amina").get(done, status=404)


def test_the_list_asks_as_often_for_forty_as_for_one(towns: Settled, ask: Ask, visit: Visit) -> None:
    request = ask(towns, "karin")
    karin = visit("karin")

    def asked() -> int:
        karin.get(BATCH)
        with CaptureQueriesContext(connection) as seen:
            karin.get(BATCH)
        return len(seen)

    one = asked()
    more_requests(request, 40)
    with inside(towns, "amina"):
        paper = request.documents.get()
        copies = SigningRequest.objects.exclude(pk=request.pk)
        Document.objects.bulk_create(Document(**_copied(paper, one)) for one in copies)
    assert asked() == one
    assert len(karin.get(BATCH).rows()) == 41


def test_a_long_list_fits_in_the_words_of_the_e_id(towns: Settled) -> None:
    """A hundred long titles are cut; what cannot fit at all is refused."""
    request = asked_of(towns, {"karin": {}}, title="Å" * 200)
    with inside(towns, "amina"):
        party = party_of(towns, request, "karin")
        paper = request.documents.get()
        copies = [SigningRequest(**_copied(request, None) | {"code": public_code()}) for _ in range(400)]
        SigningRequest.objects.bulk_create(copies)
        Document.objects.bulk_create(Document(**_copied(paper, one)) for one in copies)
        mine = [Party(**_copied(party, one)) for one in copies]
        made = statement.of(mine[:100], "Sundby kommun")
        assert len(made.visible_text.encode()) <= 30_000
        assert made.visible_text.startswith("Jag skriver under 100 dokument från Sundby kommun:")
        assert made.visible_text.count("…") == 100
        assert len(json.loads(made.hidden_data)["requests"]) == 100
        with pytest.raises(TooManyAtOnce):
            statement.of(mine, "Sundby kommun")


def _copied(row: Model, request: SigningRequest | None) -> dict[str, Any]:
    """The row's fields under a new id, in another request."""
    fields = {one.attname: getattr(row, one.attname) for one in row._meta.local_concrete_fields}
    return fields | {"id": uuid7()} | ({"request_id": request.pk} if request else {})


def test_the_log_tells_of_each(towns: Settled, visit: Visit, simulators: Simulators) -> None:
    requests = some(towns, 2)
    BatchSigning(visit("karin"), [one.pk for one in parties(towns, requests)]).answer(simulators).told()
    with inside(towns, "amina"):
        for one in requests:
            events = events_of(one)
            for event in ("SigningStarted", "ConsentGiven", "DocumentSigned"):
                assert events.count(event) == 1
