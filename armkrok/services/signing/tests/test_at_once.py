"""Things that happen at the same moment, over HTTP in threads on a database that commits."""

import time

import pytest

from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import Consent, Party, Signature, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import (
    Signing,
    address,
    events_of,
    landed,
    nothing_signed,
    said,
    signed_count,
    state_of,
    whole,
)
from armkrok.site.settling import Settled, settle
from armkrok.site.towns import COOPERATION_GROUP_PEOPLE
from tests.support.at_once import at_once
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

WITHDRAWN = "Fel version bifogades."


@pytest.fixture
def people(committed_db: None, simulators: Simulators) -> Settled:
    """Both towns, committed, and whoever answers at BankID."""
    return settle()


def _finish_by_job(request: SigningRequest) -> None:
    """What the worker does with signatures that had to wait for the lock too long."""
    with scope(request.organisation_id):
        left = list(Consent.objects.filter(signed_at=None).values_list("act_id", flat=True))
    for act_id in left:
        append_later(organisation_id=str(request.organisation_id), act_id=str(act_id))


def _withdraw(people: Settled, request: SigningRequest) -> None:
    amina = Visitor(people.people["amina"])
    url = f"/sundby/underskrift/{request.pk}/dra-tillbaka/"
    amina.submit(amina.get(url), "", reason=WITHDRAWN)


def _letters(to: str) -> list[str]:
    return [one.body for one in Message.objects.filter(to=f"{to}@sundby.example").order_by("created_at")]


def test_the_same_person_twice_at_the_same_moment(people: Settled, ask: Ask, simulators: Simulators) -> None:
    """Two browsers, two orders, both answered: one consent, one signature, and the other is told."""
    request = ask(people, "karin", "elif")
    first = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    first.grow_old()
    pair = [first, Signing(Visitor(people.people["karin"]), request).answer(simulators)]
    places = at_once(*(signing.told for signing in pair))
    done, sign = f"/sundby/underskrift/{request.pk}/klart/", address(request)
    assert sorted(places) == [done, sign]
    late = pair[places.index(sign)]
    page = landed(late.visitor, sign)
    assert said(page) == ["Du har redan skrivit under."]
    assert "Visa min underskrift" in page.text
    _finish_by_job(request)
    with scope(request.organisation_id):
        assert Consent.objects.count() == 1
        assert events_of(request).count("ConsentGiven") == 1
    whole(request, 1)


def test_twenty_at_the_same_moment(people: Settled, ask: Ask, simulators: Simulators) -> None:
    request = ask(people, group=True)
    signings = [
        Signing(Visitor(people.people[key]), request).answer(simulators) for key in COOPERATION_GROUP_PEOPLE
    ]
    places = at_once(*(signing.told for signing in signings))
    assert set(places) == {f"/sundby/underskrift/{request.pk}/klart/"}
    _finish_by_job(request)
    whole(request, 20)
    with scope(request.organisation_id):
        assert state_of(request).state == SigningRequest.State.COMPLETED
        assert events_of(request).count("RequestCompleted") == 1
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
    whole(request, 20)


def test_withdrawn_before_the_answer(people: Settled, ask: Ask, simulators: Simulators) -> None:
    request = ask(people, "karin", "elif")
    karin = Visitor(people.people["karin"])
    signing = Signing(karin, request).answer(simulators)
    _withdraw(people, request)
    page = signing.ended()
    assert said(page) == [
        "Det går inte längre att skriva under. Begäran är avslutad. Inget har skrivits under."
    ]
    assert f"Du har inte skrivit under. Skäl: {WITHDRAWN}" in page.text
    assert not page.find("//form[contains(@action, 'bankid')]")
    nothing_signed(request)
    page = karin.post(address(request) + "bankid/", status=409)
    assert "Det går inte längre att skriva under." in page.text


def test_withdrawn_between_the_answer_and_the_file(people: Settled, ask: Ask, simulators: Simulators) -> None:
    """The consent is void, whenever the job comes, and the person is told."""
    request = ask(people, "karin", "elif")
    karin = Visitor(people.people["karin"])
    simulators.fault(simulators.tsa, fault="down")
    page = Signing(karin, request).answer(simulators).ended()
    assert "Din underskrift håller på att sparas" in page.text
    _withdraw(people, request)
    simulators.heal()
    _finish_by_job(request)
    nothing = landed(karin, f"/sundby/underskrift/{request.pk}/klart/")
    assert f"Du har inte skrivit under. Skäl: {WITHDRAWN}" in nothing.text
    with scope(request.organisation_id):
        assert Consent.objects.get().signed_at is None
        assert not Signature.objects.filter(document__request=request).exists()
        assert events_of(request)[-2:] == ["RequestWithdrawn", "ConsentVoided"]
        assert "Din underskrift hann inte sparas i dokumentet." in _letters("karin")[-1]
        assert "hann inte sparas" not in _letters("elif")[-1]
    whole(request, 0)


def test_withdrawn_while_the_signature_is_being_written(
    people: Settled, ask: Ask, simulators: Simulators
) -> None:
    """The withdrawal waits for the lock: a signature that was being written is whole first."""
    request = ask(people, "karin", "elif")
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    simulators.fault(simulators.tsa, fault="slow", seconds=2)

    def withdraw() -> str:
        while not _has_consent(request):
            time.sleep(0.05)
        _withdraw(people, request)
        return "withdrawn"

    at_once(signing.told, withdraw)
    simulators.heal()
    _finish_by_job(request)
    with scope(request.organisation_id):
        assert state_of(request).state == SigningRequest.State.WITHDRAWN
        count = signed_count(request)
        voided = events_of(request).count("ConsentVoided")
        assert not Party.objects.filter(state=Party.State.CONSENTED).exists()
    assert count + voided == 1
    whole(request, count)


def _has_consent(request: SigningRequest) -> bool:
    with scope(request.organisation_id):
        return Consent.objects.exists()


def test_withdrawn_after_a_signature(people: Settled, ask: Ask, simulators: Simulators) -> None:
    """What is signed stays signed and can be fetched; nobody else can sign."""
    request = ask(people, "karin", "elif")
    karin = Visitor(people.people["karin"])
    Signing(karin, request).answer(simulators).told()
    _withdraw(people, request)
    Visitor(people.people["elif"]).post(address(request) + "bankid/", status=409)
    whole(request, 1)
    assert karin.client.get(f"/sundby/underskrift/{request.pk}/1/fil/").status_code == 200
