"""Answers on paper, by telephone and at a visit: who may register them, and taking them back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents.models import StoredFile
from armkrok.core.notifications.models import Message
from armkrok.kit.days import today
from armkrok.services.signing.actions import finishing, following, on_behalf
from armkrok.services.signing.actions.asking import Paper
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.errors import (
    AnsweredAlready,
    AnsweredOnPaper,
    DayNotPossible,
    FileRefused,
    NotAskedYet,
    NothingRegistered,
    OnlyOnPaper,
    OwnAnswer,
    RequestEnded,
    ScanMissing,
)
from armkrok.services.signing.models import Document, OnPaper, Party, SigningRequest
from armkrok.services.signing.tests.asking import asked_of, letters_to, party_of, tasks_of, words_in
from armkrok.services.signing.tests.signers import Signing, address, events_of, said, state_of
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged

BASE = "/sundby/underskrift/"
PEOPLE: dict[str, dict[str, Any]] = {"karin": {}, "elif": {}}


@pytest.fixture
def request_(towns: Settled) -> SigningRequest:
    return asked_of(towns, PEOPLE)


def answer(how: str = "paper", **other: Any) -> on_behalf.Answer:
    known = on_behalf.Answer(how, today(), "no_eid", "Visade körkort vid receptionen", "Har ingen telefon")
    return replace(known, **other)


def scan(words: str = "Undertecknat") -> Paper:
    return Paper([minutes(1, words)], "skannat.pdf")


def registered(towns: Settled, request: SigningRequest, key: str, by: str = "amina") -> None:
    """By the action: she has signed on paper."""
    with inside(towns, by) as actor:
        on_behalf.register(party_of(towns, request, key), answer(), scan(key), by=actor)


def page_of(request: SigningRequest, towns: Settled, key: str, end: str = "") -> str:
    with inside(towns, "amina"):
        return f"{BASE}{request.pk}/papper/{party_of(towns, request, key).pk}/{end}"


def form(**other: Any) -> dict[str, Any]:
    known = {
        "day": today().isoformat(), "reason": "no_eid", "note": "Har ingen telefon",
        "identified": "Visade körkort", "vouched": "on",
        "file": SimpleUploadedFile("skannat.pdf", minutes(1, "Undertecknat"), "application/pdf"),
    }  # fmt: skip
    return known | other


def test_a_signature_by_hand_is_registered_by_the_page(
    request_: SigningRequest, towns: Settled, visit: Visit
) -> None:
    amina, url = visit("amina"), page_of(request_, towns, "karin")
    assert amina.get(url).h1 == "Registrera att Karin Sjöberg har skrivit under på papper"
    after = amina.follow(amina.post(url, form()))
    assert "Svaret är registrerat." in said(after)
    assert "Skrev under på papper" in after.text
    assert "registrerat av Amina Karlsson" in after.text
    assert "Visade körkort" in after.text
    with inside(towns, "amina"):
        party = party_of(towns, request_, "karin")
        kept = party.registration
        assert (party.state, kept.how, kept.state_before) == ("on_paper", "paper", "invited")
        assert kept.registered_by == towns.people["amina"]
        assert tasks_of(towns, "karin") == []
        assert letters_to("karin")[-1] == "Ditt svar är registrerat: Protokoll 17 november"
        letter = Message.objects.filter(to__startswith="karin@").latest("created_at").body
        assert "Amina Karlsson, Sundby kommun, har registrerat att du har skrivit under på papper" in letter
        assert "Stämmer det inte?" in letter
        assert "körkort" not in letter
        row = AuditRow.objects.filter(event="AnswerRegistered").get()
        assert (row.actor_id, row.about_id) == (towns.people["amina"].pk, request_.pk)
        assert row.facts == {
            "party_id": str(party.pk), "state": "on_paper", "how": "paper", "reason": "no_eid",
            "sha256": kept.scan.sha256,
        }  # fmt: skip
        assert state_of(request_).is_open
    amina.get(url + "skannat/")
    follow = amina.get(f"{BASE}{request_.pk}/")
    assert "registrerat av Amina Karlsson" in follow.text
    mine = visit("karin").get(address(request_))
    assert "Ditt svar är registrerat" in mine.text


def test_she_cannot_answer_digitally_afterwards(
    request_: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    """The order had begun: her e-ID's answer comes too late, and she is told why."""
    karin = visit("karin")
    signing = Signing(karin, request_)
    registered(towns, request_, "karin")
    page = signing.answer(simulators).ended()
    assert any("redan registrerat" in one for one in said(page))
    with inside(towns, "amina"):
        assert party_of(towns, request_, "karin").state == Party.State.ON_PAPER
        assert "ConsentGiven" not in events_of(request_)


def test_a_digital_answer_comes_first(request_: SigningRequest, towns: Settled) -> None:
    with inside(towns, "amina") as actor:
        party = party_of(towns, request_, "karin")
        Party.objects.filter(pk=party.pk).update(state=Party.State.CONSENTED)
        before = StoredFile.objects.count()
        with unchanged(towns), pytest.raises(AnsweredAlready):
            on_behalf.register(party, answer(), scan(), by=actor)
        assert StoredFile.objects.count() == before


def test_the_last_one_on_paper_completes_it(
    request_: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    """Karin by hand, so her box says so; then Elif digitally; file, letters and verify page tell both."""
    registered(towns, request_, "karin")
    Signing(visit("elif"), request_).answer(simulators).ended()
    with inside(towns, "amina"):
        assert state_of(request_).state == SigningRequest.State.COMPLETED
        text = words_in(request_)
        assert "Skrev under på papper" in text
        assert "Registrerat av Amina Karlsson" in text
    seal_later(organisation_id=str(request_.organisation_id), request_id=str(request_.pk))
    with inside(towns, "amina"):
        body = Message.objects.filter(subject__startswith="Klart").earliest("created_at").body
        assert "Karin Sjöberg, på papper, registrerat av Amina Karlsson" in body
        code = state_of(request_).code
    shown = visit().get(f"/verifiera/sundby/{code}/").text
    assert "En person har skrivit under på papper." in shown
    assert "En har skrivit under digitalt." in shown
    with inside(towns, "amina") as actor, pytest.raises(RequestEnded):
        on_behalf.undo(party_of(towns, request_, "karin"), by=actor)


def test_all_on_paper_leaves_the_document_as_it_was(request_: SigningRequest, towns: Settled) -> None:
    for key in PEOPLE:
        registered(towns, request_, key)
    seal_later(organisation_id=str(request_.organisation_id), request_id=str(request_.pk))
    with inside(towns, "amina"):
        found = state_of(request_)
        assert found.state == SigningRequest.State.COMPLETED
        assert found.told_at
        assert not Document.objects.get(request=request_).is_sealed


def test_undone_she_is_asked_again_and_the_paper_is_gone(
    request_: SigningRequest, towns: Settled, visit: Visit
) -> None:
    registered(towns, request_, "karin")
    with inside(towns, "amina"):
        sha256 = party_of(towns, request_, "karin").registration.scan.sha256
    amina, url = visit("amina"), page_of(request_, towns, "karin", "angra/")
    assert amina.get(url).h1 == "Ångra registreringen?"
    after = amina.follow(amina.submit(amina.get(url), ""))
    assert any("tillfrågad igen" in one for one in said(after))
    with inside(towns, "amina") as actor:
        party = party_of(towns, request_, "karin")
        assert (party.state, party.registration, party.done_at) == (Party.State.INVITED, None, None)
        assert not OnPaper.objects.exists()
        assert not StoredFile.objects.filter(sha256=sha256).exists()
        assert tasks_of(towns, "karin") == ["Skriv under Protokoll 17 november"]
        assert letters_to("karin")[-1].startswith("Ditt svar är inte längre registrerat")
        assert AuditRow.objects.get(event="RegistrationUndone").facts["sha256"] == sha256
        with pytest.raises(NothingRegistered):
            on_behalf.undo(party, by=actor)


def test_others_answer_by_telephone(towns: Settled, visit: Visit) -> None:
    people = {"karin": {"role": Party.Role.APPROVER}, "elif": {"role": Party.Role.READER}}
    request = asked_of(towns, people)
    with inside(towns, "amina") as actor:
        on_behalf.register(party_of(towns, request, "karin"), answer("phone"), by=actor)
        assert party_of(towns, request, "karin").state == Party.State.APPROVED
        with pytest.raises(AnsweredOnPaper):
            finishing.approve(party_of(towns, request, "karin"), by=actor)
    url = page_of(request, towns, "elif")
    amina = visit("amina")
    given = {key: value for key, value in form(how="visit").items() if key != "file"}
    after = amina.follow(amina.post(url, given))
    assert "Bekräftade vid ett besök" in after.text
    with inside(towns, "amina"):
        assert state_of(request).state == SigningRequest.State.COMPLETED


def test_a_no_is_registered_and_told(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    registered(towns, request_, "elif")
    amina, url = visit("amina"), page_of(request_, towns, "karin", "nej/")
    given = form(how="phone", why="Det saknas en bilaga")
    del given["file"]
    after = amina.follow(amina.post(url, given))
    assert "Tackade nej per telefon" in after.text
    with inside(towns, "amina"):
        party = party_of(towns, request_, "karin")
        assert (party.state, party.declined_why) == (Party.State.DECLINED, "Det saknas en bilaga")
        assert letters_to("elif")[-1] == "Vill inte skriva under: Protokoll 17 november"
        assert "RefusalRegistered" in events_of(request_)
        assert letters_to("amina.karlsson") == []


@pytest.mark.parametrize(
    ("given", "paper", "error"),
    [
        (answer("phone"), True, OnlyOnPaper),
        (answer(), False, ScanMissing),
        (answer(day=date(2020, 1, 1)), True, DayNotPossible),
        (answer(day=today() + timedelta(days=1)), True, DayNotPossible),
    ],
)
def test_what_is_wrong_is_refused(
    request_: SigningRequest, towns: Settled, given: on_behalf.Answer, paper: bool, error: type[Exception]
) -> None:
    with inside(towns, "amina") as actor, unchanged(towns), pytest.raises(error):
        party = party_of(towns, request_, "karin")
        on_behalf.register(party, given, scan() if paper else None, by=actor)


def test_a_file_that_is_no_pdf_is_refused_at_its_field(
    request_: SigningRequest, towns: Settled, visit: Visit
) -> None:
    amina, url = visit("amina"), page_of(request_, towns, "karin")
    page = amina.post(url, form(file=SimpleUploadedFile("x.pdf", b"GIF89a", "application/pdf")), status=422)
    assert "PDF" in page.text
    with inside(towns, "amina") as actor:
        assert not OnPaper.objects.exists()
        with pytest.raises(FileRefused):
            on_behalf.register(
                party_of(towns, request_, "karin"), answer(), Paper([b"GIF89a"], "x.pdf"), by=actor
            )


def test_personal_numbers_are_not_written_in_the_texts(
    request_: SigningRequest, towns: Settled, visit: Visit
) -> None:
    page = visit("amina").post(
        page_of(request_, towns, "karin"), form(identified="Visade id 190001010000"), status=422
    )
    assert "Skriv inga personnummer" in page.text


def test_not_before_her_turn_and_not_when_it_is_over(towns: Settled) -> None:
    request = asked_of(towns, {"karin": {}, "elif": {"turn": 2}})
    with inside(towns, "amina") as actor:
        with pytest.raises(NotAskedYet):
            on_behalf.register(party_of(towns, request, "elif"), answer(), scan(), by=actor)
        on_behalf.register(party_of(towns, request, "karin"), answer(), scan(), by=actor)
        assert party_of(towns, request, "elif").state == Party.State.INVITED
        following.withdraw(request, "Fel fil", by=actor)
        with pytest.raises(RequestEnded):
            on_behalf.register(party_of(towns, request, "elif"), answer(), scan(), by=actor)


def test_nobody_vouches_for_herself(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"amina": {}, "karin": {}})
    with inside(towns, "amina") as actor, pytest.raises(OwnAnswer):
        on_behalf.register(party_of(towns, request, "amina"), answer(), scan(), by=actor)
    page = visit("amina").get(page_of(request, towns, "amina"))
    assert "Du kan inte registrera ditt eget svar." in page.text
