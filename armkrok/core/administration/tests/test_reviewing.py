"""Nothing in the settings is changed before it has been looked at, and only as it was looked at."""

import pytest

from armkrok.core.administration.actions.members import MemberFacts, change_member
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Board, Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

START = "/sundby/installningar/"


def _member(towns: Settled, key: str) -> Member:
    with scope(towns.organisations["sundby"].pk):
        return Member.objects.get(person=towns.people[key])


def test_the_review_says_from_what_to_what_and_changes_nothing(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{START}medarbetare/{towns.people['karin'].pk}/")
    with unchanged(towns):
        review = sara.submit(page, status=200, title="Förvaltningschef")
    assert review.h1 == "Granska ändringen"
    assert review.rows() == ["Titel Rektor Förvaltningschef"]
    sara.submit(review)
    assert _member(towns, "karin").title == "Förvaltningschef"


def test_one_may_go_back_and_change(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{START}medarbetare/{towns.people['karin'].pk}/")
    review = sara.submit(page, status=200, title="Förvaltningschef")
    with unchanged(towns):
        again = sara.submit(review, status=200, press="andra=ja")
    assert again.find("//input[@name='title']/@value") == ["Förvaltningschef"]


def test_a_change_meanwhile_is_not_overwritten(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{START}medarbetare/{towns.people['karin'].pk}/")
    review = sara.submit(page, status=200, title="Förvaltningschef")
    with inside(towns, "sara") as actor:
        karin = Member.objects.get(person=towns.people["karin"])
        change_member(karin, MemberFacts(karin.email, "Lärare", karin.unit), by=actor)
    with unchanged(towns):
        stale = sara.submit(review, status=409)
    assert "Något har ändrats sedan du granskade" in stale.text
    assert stale.rows() == ["Titel Lärare Förvaltningschef"]
    sara.submit(stale)
    assert _member(towns, "karin").title == "Förvaltningschef"


@pytest.mark.parametrize("seen", ["", "ja", "0" * 64])
def test_a_made_up_review_is_none(visit: Visit, towns: Settled, seen: str) -> None:
    with unchanged(towns):
        page = visit("sara").post(
            START + "namnder/ny/", {"name": "Nattnämnden", "granskad": seen}, status=409
        )
    assert page.h1 == "Granska ändringen"


def test_a_review_is_of_these_values_by_this_person(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    review = sara.submit(sara.get(START + "namnder/ny/"), status=200, name="Nattnämnden")
    with unchanged(towns):
        sara.submit(review, status=409, name="Dagnämnden")
    sara.confirm(sara.get(START + "roller/"), person="Karin Sjöberg", role="administrator")
    seen = review.find("//input[@name='granskad']/@value")[0]
    karin = visit("karin")
    karin.get(START)
    with unchanged(towns):
        karin.post(START + "namnder/ny/", {"name": "Nattnämnden", "granskad": seen}, status=409)


def test_a_personal_number_is_carried_under_seal(visit: Visit, towns: Settled) -> None:
    sara, number = visit("sara"), published_numbers()[9700]
    sent = {"name": "Astrid Öst", "email": "astrid@sundby.example", "number": number}
    with unchanged(towns):
        review = sara.submit(sara.get(START + "medarbetare/ny/"), status=200, **sent)
    assert f"{number[:8]}-••••" in review.text
    assert not tells_number(review.html, number)
    with unchanged(towns):
        sara.submit(review, status=422, **{"forseglat-number": "b64dGFtcGVyZWQ="})
    sara.submit(review)
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.filter(email="astrid@sundby.example").exists()


def test_refusals_come_before_the_review(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(START + "medarbetare/ny/")
    sent = {"name": "Amina", "email": "a@sundby.example", "number": data.person("amina").number}
    with unchanged(towns):
        assert "finns redan" in sara.submit(page, status=422, **sent).problems[0]


def test_what_would_change_nothing_says_so(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with scope(towns.organisations["sundby"].pk):
        unit = Unit.objects.get(name="Hemtjänsten")
    with unchanged(towns):
        page = sara.follow(sara.submit(sara.get(f"{START}enheter/{unit.pk}/")))
    assert any("Inget är ändrat" in text for text in page.messages)


def test_consequences_are_told(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(START + "roller/")
    review = sara.submit(page, status=200, person="Karin Sjöberg", role="administrator")
    assert "Karin Sjöberg får rollen Administratör" in review.text
    assert "ge sig själv och andra alla roller" in review.text
    leaving = sara.post(f"{START}medarbetare/{towns.people['olle'].pk}/avsluta/", status=200)
    assert "Olle Grahn förlorar rollen Granskare genast" in leaving.text
    with scope(towns.organisations["sundby"].pk):
        board = Board.objects.get(name="Socialnämnden")
    limited = sara.submit(
        page, status=200, person="Amina Karlsson", role="teacher", where=f"board:{board.pk}"
    )
    assert "öppnar bara det som hör till Socialnämnden" in limited.text


def test_facts_are_told_in_the_log_from_what_to_what(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.confirm(sara.get(START + "uppgifter/"), phone="0470-12 34 56")
    sara.confirm(sara.get(START + "utseende/"), theme="norrvik")
    town = Organisation.objects.get(slug="sundby")
    assert (town.phone, town.theme) == ("0470-12 34 56", "norrvik")
    sara.confirm(sara.get(START + "regler/"), idle_minutes="15")
    assert "Reglerna gäller sedan" in sara.get(START + "regler/").text


def test_a_theme_can_be_tried_without_being_chosen(visit: Visit, towns: Settled) -> None:
    with unchanged(towns):
        page = visit("sara").get(START + "utseende/", prova="norrvik")
    assert "Inget är sparat" in page.text
    assert any("themes/norrvik" in one for one in page.find("//link/@href"))
    assert "Inget är sparat" not in visit("sara").get(START + "utseende/", prova="../x").text
