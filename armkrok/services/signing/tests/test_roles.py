"""Signer, approver, reader, copy receiver: each sees what is asked of her, and no more."""

import pytest

from armkrok.core.notifications.models import Message
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.asking import People, asked_of, letters_to, party_of, tasks_of
from armkrok.services.signing.tests.signers import Signing, address, events_of, paper, state_of
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged

PEOPLE: People = {
    "karin": {"role": "approver", "turn": 1},
    "ingrid": {"role": "reader", "turn": 1},
    "elif": {"role": "signer", "turn": 2, "principal": "Sundby Fastigheter AB", "mandate": "fullmakt 3 maj"},
    "mikael": {"role": "copy"},
}


@pytest.fixture
def mixed(towns: Settled) -> SigningRequest:
    return asked_of(towns, PEOPLE, more=("Budget 2027",))


def test_each_does_her_part_and_gets_the_receipt(
    mixed: SigningRequest, towns: Settled, visit: Visit, simulators: Simulators
) -> None:
    karin, ingrid, elif_ = visit("karin"), visit("ingrid"), visit("elif")
    with inside(towns, "amina"):
        assert (tasks_of(towns, "karin"), tasks_of(towns, "ingrid"), tasks_of(towns, "elif")) == (
            ["Godkänn Protokoll 17 november"],
            ["Läs Protokoll 17 november"],
            [],
        )
    page = karin.get(address(mixed))
    assert "Amina Karlsson ber dig godkänna" in page.text
    assert not page.find("//form[contains(@action, 'bankid')]")
    done = karin.follow(karin.post(address(mixed) + "godkann/"))
    assert done.h1 == "Du har godkänt"
    assert "Det är inte din tur än" in elif_.get(address(mixed)).text
    done = ingrid.follow(ingrid.post(address(mixed) + "last/"))
    assert done.h1 == "Du har bekräftat att du har läst"
    page = elif_.get(address(mixed))
    assert "Du skriver under för Sundby Fastigheter AB. Din rätt: fullmakt 3 maj." in page.text
    assert Signing(elif_, mixed).answer(simulators).ended().h1 == "Du har skrivit under"
    with inside(towns, "amina"):
        assert state_of(mixed).state == SigningRequest.State.COMPLETED
        seal_later(organisation_id=str(mixed.organisation_id), request_id=str(mixed.pk))
        receipt = Message.objects.get(to__startswith="mikael@", subject__startswith="Klart").body
        for line in ("Godkänt av:\n– Karin Sjöberg", "Läst av:\n– Ingrid Mattsson", "Kopia till:\n– Mikael"):
            assert line in receipt
        assert "Underskrivet av:\n– Elif Demir, Sundby Fastigheter AB" in receipt
        for event in ("RequestApproved", "DocumentRead", "DocumentSigned", "RequestCompleted"):
            assert events_of(mixed).count(event) == 1


def test_several_files_have_headings_and_links_to_each(mixed: SigningRequest, visit: Visit) -> None:
    page = visit("karin").get(address(mixed))
    assert [one.get("href") for one in page.find("//nav//a[starts-with(@href, '#dokument')]")] == [
        "#dokument-1",
        "#dokument-2",
    ]
    assert len(page.find("//section[@id='dokument-2']//h2")) == 1
    assert "Budget 2027" in page.text


def test_who_is_not_asked_yet_reads_who_is_before_her(mixed: SigningRequest, visit: Visit) -> None:
    elif_ = visit("elif")
    page = elif_.get(address(mixed))
    assert "Före dig: Karin Sjöberg, Ingrid Mattsson." in page.text
    assert not page.find("//form[contains(@action, 'bankid')]")
    refused = elif_.post(address(mixed) + "bankid/", status=409)
    assert "Det är inte din tur än." in refused.text


def test_a_copy_receiver_has_nothing_to_do(mixed: SigningRequest, towns: Settled, visit: Visit) -> None:
    mikael = visit("mikael")
    page = mikael.get(address(mixed))
    assert "Du får en kopia" in page.text
    assert not page.find("//main//form[@method='post']")
    assert "Protokoll 17 november" in mikael.get("/mina/").text
    with inside(towns, "amina"):
        assert letters_to("mikael") == []
    for part in ("bankid/", "godkann/", "last/"):
        with unchanged(towns):
            mikael.post(address(mixed) + part, status=409)


def test_nobody_does_what_another_role_does(mixed: SigningRequest, towns: Settled, visit: Visit) -> None:
    karin = visit("karin")
    karin.get(address(mixed))
    for part in ("bankid/", "last/"):
        with unchanged(towns):
            page = karin.post(address(mixed) + part, status=409)
        assert "Du är ombedd att göra något annat med dokumentet." in page.text
    with inside(towns, "amina"):
        assert party_of(towns, mixed, "karin").state == Party.State.OPENED


def test_only_approved_gives_no_signature(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {"role": "approver"}})
    visit("karin").post(address(request) + "godkann/")
    with inside(towns, "amina"):
        assert state_of(request).state == SigningRequest.State.COMPLETED
        assert paper(request).current is None
    page = visit("amina").get(f"/sundby/underskrift/{request.pk}/")
    assert "Personen är klar" in page.text
    assert page.find("//a[contains(@href, '/kontroll/')]") == []
    assert (
        visit("karin")
        .get(f"{address(request)[: -len('skriv-under/')]}klart/")
        .find("//a[contains(@href, '/kontroll/')]")
        == []
    )


def test_words_that_the_law_wants_stand_before_the_button(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}})
    with inside(towns, "amina"):
        said = "Jag intygar på heder och samvete att uppgifterna är riktiga."
        SigningRequest.objects.filter(pk=request.pk).update(type_values={"attestation": said})
    page = visit("karin").get(address(request))
    assert page.html.index(said) < page.html.index("Skriv under med BankID")
