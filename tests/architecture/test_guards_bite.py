"""The guards that matter most: with each one taken away, what it guards against happens.

A guard whose loss nobody notices is no guard. Every scenario is told once and played twice: as it is, and
with the guard replaced.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from armkrok.core.documents import files
from armkrok.core.eid import orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.bankid.orders import CompletionData
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.people import number_of
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions import appending, following, signing
from armkrok.services.signing.models import Consent, Party, SigningRequest
from armkrok.services.signing.tests.conftest import Ask, ask  # noqa: F401
from armkrok.services.signing.tests.signers import Signing, report_on, signed_count
from armkrok.site.settling import Settled, settle
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

TABLES = (
    "signing_signingrequest", "signing_party", "signing_consent", "signing_issuingauthority",
    "documents_storedfile", "notifications_message", "notifications_task", "audit_auditrow",
)  # fmt: skip


@pytest.fixture
def people(committed_db: None, simulators: Simulators) -> Iterator[Settled]:
    """Both towns, committed."""
    yield settle()
    simulators.heal()
    for order in EidOrder.objects.filter(state=EidOrder.State.PENDING):
        orders.cancel(order)


def _is_signed(request: SigningRequest) -> bool:
    with scope(request.organisation_id):
        return signed_count(request) > 0


def _another_answers(people: Settled, ask: Ask, simulators: Simulators) -> bool:  # noqa: F811
    """Elif answers Karin's order, which BankID did not keep to Karin; whether it became a signature."""
    request = ask(people, "karin", "mikael")
    mine = Signing(Visitor(people.people["karin"]), request)
    order = mine.order
    free = orders.client().sign(
        end_user_ip="127.0.0.1", visible_text=order.visible_text, non_visible=bytes(order.hidden_data)
    )
    orders.client().cancel(order.order_ref)
    EidOrder.objects.filter(pk=order.pk).update(order_ref=free.order_ref)
    simulators.answer(free.order_ref, number_of(people.people["elif"].pk))
    mine.hurry()
    mine.told()
    return _is_signed(request)


def test_the_comparison_with_the_invited_person(
    people: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    assert not _another_answers(people, ask, simulators)
    monkeypatch.setattr(signing, "is_same_person", lambda *_: True)
    assert _another_answers(people, ask, simulators)


def _answers_something_else(people: Settled, ask: Ask, simulators: Simulators) -> bool:  # noqa: F811
    """BankID's answer is about another text than the one that was shown; whether it became a signature."""
    request = ask(people, "karin", "mikael")
    mine = Signing(Visitor(people.people["karin"]), request)
    simulators.fault(simulators.bankid, tamper="visibleData")
    mine.answer(simulators).told()
    simulators.heal()
    return _is_signed(request)


def test_the_verification_of_the_answer(
    people: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    assert not _answers_something_else(people, ask, simulators)

    monkeypatch.setattr(orders, "verified", _believed)
    assert _answers_something_else(people, ask, simulators)


def _believed(_order: EidOrder, completion: CompletionData) -> Proof:
    """What BankID says, without looking at what it proves."""
    who = completion.person
    return Proof(
        issuer="", subject="", loa=LOA3, method="BankID", authenticated_at=now(),
        numbers=(ProvenNumber(NumberKind.PERSONAL, who.personal_number),),
        given_name=who.given_name, surname=who.surname,
    )  # fmt: skip


def _signs_what_is_withdrawn(people: Settled, ask: Ask, simulators: Simulators) -> bool:  # noqa: F811
    request = ask(people, "karin", "mikael")
    mine = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    with inside(people, "amina") as amina:
        following.withdraw(request, "Fel version.", by=amina)
    mine.told()
    return _is_signed(request)


def test_the_question_whether_the_request_is_open(
    people: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    assert not _signs_what_is_withdrawn(people, ask, simulators)
    with monkeypatch.context() as patch:
        patch.setattr(signing, "may_act", lambda *_: None)
        assert not _signs_what_is_withdrawn(people, ask, simulators), "append() asks too"
        patch.setattr(SigningRequest, "is_open", property(lambda _: True))
        assert _signs_what_is_withdrawn(people, ask, simulators)


def _signatures_of_two_at_once(
    people: Settled, ask: Ask, simulators: Simulators, meet: Callable[[], None]  # noqa: F811
) -> tuple[int, int]:  # fmt: skip
    """Two consents are appended by two threads that meet between reading the file and writing it.

    Gives how many have signed as the database tells, and as the file does.
    """
    request = ask(people, "karin", "elif", "mikael")
    simulators.fault(simulators.tsa, fault="down")
    for key in ("karin", "elif"):
        Signing(Visitor(people.people[key]), request).answer(simulators).told()
    simulators.heal()
    with scope(request.organisation_id):
        consents = list(Consent.objects.filter(party__request=request).values_list("pk", flat=True))
    signed = appending._signed

    def late(*known: Any) -> Any:
        result = signed(*known)
        meet()
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(appending, "_signed", late)
        threads = [threading.Thread(target=_append, args=(request, one)) for one in consents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with scope(request.organisation_id):
        return signed_count(request), len(report_on(request).signatures)


def _append(request: SigningRequest, consent_id: Any) -> None:
    try:
        with scope(request.organisation_id):
            appending.append(consent_id)
    finally:
        connection.close()


def test_the_lock_round_the_final_write(
    people: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    """Without it both sign the same revision, and one of the signatures is lost."""
    assert _signatures_of_two_at_once(people, ask, simulators, lambda: None) == (2, 2)
    together = threading.Barrier(2, timeout=60)

    def unlocked(self: "QuerySet[Any]", **_how: Any) -> "QuerySet[Any]":
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(files, "discard", lambda _: None)

    def meet() -> None:
        together.wait()

    assert _signatures_of_two_at_once(people, ask, simulators, meet) == (2, 1)


def _seen_by_the_other_town(people: Settled) -> set[str]:
    """Tables of which Norrvik sees Sundby's rows when the first wall, the managers, is left out."""
    with scope(people.organisations["norrvik"].pk), connection.cursor() as cursor:
        return {
            table
            for table in TABLES
            if cursor.execute(
                f"SELECT 1 FROM {table} WHERE organisation_id = %s",  # noqa: S608
                [people.organisations["sundby"].pk],
            )
            and cursor.fetchone()
        }


def test_the_policies_of_the_database(
    people: Settled, ask: Ask, simulators: Simulators  # noqa: F811
) -> None:  # fmt: skip
    request = ask(people, "karin", "elif")
    Signing(Visitor(people.people["karin"]), request).answer(simulators).told()
    assert _seen_by_the_other_town(people) == set()
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    connections["owner"].close()
    assert _seen_by_the_other_town(people) == set(TABLES)
    with scope(people.organisations["norrvik"].pk):
        assert not Party.objects.exists(), "the managers are a wall of their own"
