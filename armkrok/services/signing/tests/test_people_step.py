"""Step 2: roles, turns, seats, mandates, and people who have left."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.errors import PeopleHaveLeft
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.visitor import Page, Visitor

NEW = "/sundby/underskrift/ny/"


def begun(amina: Visitor, *keys: str) -> str:
    """The address of a draft with these people."""
    file = SimpleUploadedFile("avtal.pdf", minutes(1, "Avtal"), "application/pdf")
    base = amina.post(NEW, {"file": file}).leads_to.replace("dokument/", "")
    for key in keys:
        amina.post(base + "personer/", {"deed": "member", "member-member": key})
    return base


def parties(towns: Settled) -> list[Party]:
    with scope(towns.organisations["sundby"].pk):
        return list(Party.objects.order_by("position"))


KARIN, ELIF = "karin.sjoberg@sundby.example", "elif.demir@sundby.example"


def test_turns_and_roles_are_set_together(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, KARIN, ELIF, "mikael.stahl@sundby.example")
    page = amina.get(base + "personer/ordning/")
    wanted: dict[str, Any] = {"p1-turn": "7", "p2-turn": "3", "p3-turn": "3", "p3-role": "approver"}
    page = amina.follow(amina.submit(page, "", **wanted))
    assert "I tur och ordning" in page.text
    assert [(one.turn, one.role) for one in parties(towns)] == [(2, "signer"), (1, "signer"), (1, "approver")]
    page = amina.get(base + "granska/")
    assert "Nummer 1" in page.text
    page = amina.follow(amina.submit(amina.get(base + "personer/ordning/"), "", press="deed=together"))
    assert {one.turn for one in parties(towns)} == {1}


def test_a_wrong_turn_is_said_and_nothing_is_lost(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, KARIN, ELIF)
    page = amina.get(base + "personer/ordning/")
    page = amina.submit(page, "", status=422, **{"p1-turn": "noll", "p2-turn": "4"})
    assert page.problems == ["Skriv ett nummer, 1 för den som är först."]
    assert page.find("//input[@name='p2-turn']")[0].get("value") == "4"
    assert {one.turn for one in parties(towns)} == {1}


def person_page(amina: Visitor, base: str, towns: Settled) -> Page:
    return amina.get(f"{base}personer/{parties(towns)[0].pk}/")


def test_everything_about_one_person(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, KARIN)
    said: dict[str, Any] = {
        "title": "Styrelseordförande",
        "message": "Läs särskilt § 4.",
        "language": "en",
        "principal": "Sundby Bostäder AB",
        "principal_number": "5560360793",
        "mandate": "Styrelsen 2026-02-03 § 14",
        "mandate_until": "2099-12-31",
    }
    amina.submit(person_page(amina, base, towns), "", **said)
    karin = parties(towns)[0]
    assert karin.principal_number == "556036-0793"
    assert (karin.principal, karin.mandate, karin.language) == (
        "Sundby Bostäder AB", "Styrelsen 2026-02-03 § 14", "en"
    )  # fmt: skip
    page = amina.submit(
        person_page(amina, base, towns), "", status=422, principal_number="5560360794", email="fel"
    )
    assert page.problems == [
        "Skriv hela adressen, som namn@exempel.se", "Numret stämmer inte. Skriv tio siffror, som 212000-1355."
    ]  # fmt: skip
    assert page.find("//input[@name='email']")[0].get("value") == "fel"


def test_another_drafts_person_is_unknown(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    begun(amina, KARIN)
    other = begun(amina, ELIF)
    amina.get(f"{other}personer/{parties(towns)[0].pk}/", status=404)


def left(towns: Settled, key: str) -> None:
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people[key]).update(left_at=now())


def test_a_group_whose_member_has_left_is_told_and_not_sent(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    left(towns, "karin")
    with scope(towns.organisations["sundby"].pk):
        group = Group.objects.get()
    amina.post(base + "personer/", {"deed": "group", "group-group": str(group.pk)})
    page = amina.get(base + "personer/")
    assert page.text.count("Har slutat.") == 1
    page = amina.submit(amina.get(base + "granska/"), "/skicka/", status=409)
    assert "Karin Sjöberg har slutat. Byt ut eller ta bort personen" in page.text
    karin = next(one for one in parties(towns) if one.name == "Karin Sjöberg")
    amina.post(base + "personer/", {"deed": "remove", "person": str(karin.pk)})
    amina.submit(amina.get(base + "granska/"), "/skicka/")


def test_who_left_may_still_sign_at_a_private_address(towns: Settled) -> None:
    left(towns, "karin")
    karin = towns.people["karin"]
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(1)], "a.pdf", by=amina)
        party = drafting.add_person(draft, karin, name=karin.name, email=KARIN.upper(), title="")
        with pytest.raises(PeopleHaveLeft):
            sending.send(draft, by=amina)
        drafting.change_person(draft, party.pk, email="karin@hemma.example")
        assert sending.send(draft, by=amina).is_open


def draft_id(base: str) -> UUID:
    return UUID(base.rstrip("/").rpartition("/")[2])


def test_the_type_is_suggested_explained_and_stops(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    file = SimpleUploadedFile("Folkinitiativ om badhuset.pdf", minutes(1, "Folkinitiativ"), "application/pdf")
    page = amina.follow(amina.post(NEW, {"file": file}))
    assert "Liknar Folkinitiativ" in page.text
    page = amina.follow(amina.submit(page, "/typ/"))
    assert page.h1 == "Folkinitiativ"
    assert "Det går inte att skriva under elektroniskt här." in page.text
    assert "Samla namnen på papper." in page.text
    base = page.response.request["PATH_INFO"].replace("typ/", "")
    amina.post(base + "personer/", {"deed": "member", "member-member": KARIN})
    page = amina.get(base + "granska/")
    assert "Samla namnen på papper." in page.text
    assert not page.find("//form[contains(@action, '/skicka/')]")
    amina.post(base + "skicka/", status=409)
    with scope(towns.organisations["sundby"].pk):
        assert SigningRequest.objects.get(pk=draft_id(base)).state == "draft"
    amina.submit(amina.get(base + "typ/"), "/typ/", type_key="")
    amina.submit(amina.get(base + "granska/"), "/skicka/")


def test_where_approval_is_enough_people_are_asked_to_approve(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    amina.post(base + "typ/", {"type_key": "citizen-proposal"})
    amina.post(base + "personer/", {"deed": "member", "member-member": KARIN})
    assert parties(towns)[0].role == "approver"


def test_seats_are_chosen_for_the_minutes(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, KARIN, ELIF)
    amina.post(base + "typ/", {"type_key": "minutes-board"})
    page = amina.get(base + "personer/ordning/")
    seats: dict[str, Any] = {"p1-seat": "chair", "p2-seat": "adjuster"}
    page = amina.follow(amina.submit(page, "", **seats))
    assert [one.seat for one in parties(towns)] == ["chair", "adjuster"]
    assert "ordförande" in page.text
    page = amina.get(base + "granska/")
    assert "Välj vilket organ protokollet gäller" in page.text


def test_days_and_reminders(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, KARIN)
    page = amina.get(base + "meddelande/")
    page = amina.submit(page, "", status=200, remind_every="3", message="Hej!")
    assert page.problems == ["Skriv också när den första påminnelsen ska gå."]
    assert page.find("//textarea[@name='message']")[0].text.strip() == "Hej!"
    page = amina.follow(amina.submit(page, "", remind_after="5", sign_by="2099-01-31"))
    assert "Fem dagar efter inbjudan, sedan med tre dagars mellanrum, dagen före sista dagen" in page.text
