"""Forwarding, replacing, saying no and withdrawing in the very moment when somebody signs."""

import pytest

from armkrok.core.eid.models import EidOrder
from armkrok.core.tenants.scope import scope
from armkrok.kit.refusals import Refusal
from armkrok.services.signing.actions import declining, following, handing_over
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.asking import BatchSigning, asked_of, party_of, substitute, words_in
from armkrok.services.signing.tests.signers import Signing, events_of, report_on, said, whole
from armkrok.services.signing.tests.test_batch import by_job, parties
from armkrok.site.settling import Settled, settle
from tests.support.at_once import at_once
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


@pytest.fixture
def people(committed_db: None, simulators: Simulators) -> Settled:
    """Both towns, committed, and whoever answers at BankID."""
    return settle()


def _hand_over(people: Settled, request: SigningRequest, by: str) -> str:
    """Mikael instead of Karin, by herself or by Amina."""
    with inside(people, "amina"):
        one = party_of(people, request, "karin")
    deed = handing_over.forward if by == "karin" else handing_over.replace
    try:
        with inside(people, by) as actor:
            deed(one, substitute(people, "mikael"), "", by=actor)
    except Refusal as refusal:
        return type(refusal).__name__
    return "changed"


@pytest.mark.parametrize("by", ["karin", "amina"])
def test_handed_over_before_the_answer(people: Settled, simulators: Simulators, by: str) -> None:
    """The answer comes too late: nothing is signed, and the one who came instead can sign."""
    request = asked_of(people, {"karin": {}})
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    assert _hand_over(people, request, by) == "changed"
    page = signing.ended()
    assert page.response.request["PATH_INFO"] == "/mina/"
    assert said(page) == ["Någon annan är tillfrågad i stället för dig. Inget har skrivits under."]
    whole(request, 0)
    Signing(Visitor(people.people["mikael"]), request).answer(simulators).told()
    by_job([request])
    whole(request, 1)


def test_handed_over_while_signing(people: Settled, simulators: Simulators) -> None:
    """Whoever comes first wins: she has signed, or somebody else is asked; never both, never neither."""
    request = asked_of(people, {"karin": {}, "elif": {}})
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    where, changed = at_once(signing.told, lambda: _hand_over(people, request, "amina"))
    by_job([request])
    with inside(people, "amina"):
        states = {one.name: one.state for one in Party.objects.filter(request=request)}
    if changed == "changed":
        assert states["Karin Sjöberg"] == Party.State.REPLACED
        assert not where.endswith("/klart/")
    else:
        assert changed == "AlreadySigned"
        assert states["Karin Sjöberg"] == Party.State.SIGNED
        assert where.endswith("/klart/")
    whole(request, int(changed != "changed"))


def test_who_has_consented_is_not_replaced(people: Settled, simulators: Simulators) -> None:
    request = asked_of(people, {"karin": {}, "elif": {}})
    simulators.fault(simulators.tsa, fault="down")
    Signing(Visitor(people.people["karin"]), request).answer(simulators).told()
    assert _hand_over(people, request, "amina") == "AlreadySigned"
    simulators.heal()
    by_job([request])
    whole(request, 1)


def test_another_is_replaced_while_a_consent_waits(people: Settled, simulators: Simulators) -> None:
    """The pages are made anew under a consent that is not in the file yet: it lands in its own new field."""
    request = asked_of(people, {"elif": {}, "karin": {}})
    simulators.fault(simulators.tsa, fault="down")
    Signing(Visitor(people.people["elif"]), request).answer(simulators).told()
    assert _hand_over(people, request, "amina") == "changed"
    simulators.heal()
    by_job([request])
    with inside(people, "amina"):
        text = words_in(request)
        assert "Mikael Ståhl" in text
        assert "Karin Sjöberg" not in text
        assert [one.field for one in report_on(request).signatures] == [
            party_of(people, request, "elif").field
        ]
    whole(request, 1)


def test_declined_while_another_signs(people: Settled, simulators: Simulators) -> None:
    request = asked_of(people, {"karin": {}, "elif": {}})
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)

    def decline() -> str:
        with inside(people, "elif") as actor:
            declining.decline(party_of(people, request, "elif"), "Nej", by=actor)
        return "declined"

    at_once(signing.told, decline)
    by_job([request])
    whole(request, 1)
    with scope(request.organisation_id):
        assert events_of(request).count("SigningDeclined") == 1
        assert SigningRequest.objects.get(pk=request.pk).is_open


def test_two_tabs_with_the_same_batch(people: Settled, simulators: Simulators) -> None:
    """The second order takes the first one's place; the first tab is told, nothing is signed twice."""
    requests = [asked_of(people, {"karin": {}}, title=f"Beslut {number}") for number in range(2)]
    mine = [one.pk for one in parties(people, requests)]
    karin = Visitor(people.people["karin"])
    first = BatchSigning(karin, mine)
    second = BatchSigning(karin, mine).answer(simulators)
    assert "/flera/" in second.told()
    assert "Försök igen" in first.ended().text
    by_job(requests)
    for one in requests:
        whole(one, 1)


def test_withdrawn_while_the_batch_is_saved(people: Settled, simulators: Simulators) -> None:
    requests = [asked_of(people, {"karin": {}, "elif": {}}, title=f"Beslut {number}") for number in range(5)]
    karin = Visitor(people.people["karin"])
    signing = BatchSigning(karin, [one.pk for one in parties(people, requests)]).answer(simulators)
    done = signing.told()

    def withdraw() -> str:
        with inside(people, "amina") as actor:
            following.withdraw(requests[4], "Fel version", by=actor)
        return "withdrawn"

    def save() -> str:
        by_job(requests)
        return "saved"

    at_once(save, withdraw)
    by_job(requests)
    page = karin.get(done)
    with scope(requests[4].organisation_id):
        voided = events_of(requests[4]).count("ConsentVoided")
    assert ("Begäran drogs tillbaka: Fel version" in page.text) == bool(voided)
    for one in requests[:4]:
        whole(one, 1)
    whole(requests[4], 1 - voided)


def test_one_of_the_batch_is_signed_alone_first(people: Settled, simulators: Simulators) -> None:
    requests = [asked_of(people, {"karin": {}, "elif": {}}, title=f"Beslut {number}") for number in range(2)]
    mine = [one.pk for one in parties(people, requests)]
    batch = BatchSigning(Visitor(people.people["karin"]), mine).answer(simulators)
    EidOrder.objects.filter(pk=batch.order_id).update(started_at=batch.order.started_at.replace(year=2020))
    alone = Signing(Visitor(people.people["karin"]), requests[0]).answer(simulators)
    assert alone.told().endswith("/klart/")
    page = batch.ended()
    if said(page):
        assert "Försök igen" in said(page)[0]
    else:
        assert "Du hade redan skrivit under." in page.text
    by_job(requests)
    whole(requests[0], 1)
