"""The register as a guide, and as versions that an administrator decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.audit.models import AuditRow
from armkrok.kit.days import today
from armkrok.services.signing import policy, register
from armkrok.services.signing.models import TypeVersion
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

GUIDE = "/sundby/underskrift/dokumenttyper/"
EMPLOYMENT = f"{GUIDE}employment/"
WHY: dict[str, Any] = {"why": "Ny rutin", "basis": "KS 2026-11-03 § 112"}


def test_a_new_organisation_has_the_starting_set_without_any_step(visit: Visit, towns: Settled) -> None:
    page = visit("amina").get(GUIDE)
    assert len(page.rows()) == len(policy.starting_set(today()))
    assert "Köp, gåva eller byte av mark" in page.text
    assert "Jordabalken 4 kap. 1 och 28–29 §§" in page.text
    assert "Ny dokumenttyp" not in page.text, "Amina may read and not change"


def test_the_guide_is_searched_by_words_and_law(visit: Visit) -> None:
    amina = visit("amina")
    (found,) = amina.get(GUIDE, q="löpande innehavarskuldebrev").rows()
    assert found.startswith("Löpande skuldebrev")
    (found,) = amina.get(GUIDE, q="Jordabalken 8 kap. 3").rows()
    assert found.startswith("Arrendeavtal")
    assert "Ingen träff på ”zebra”" in amina.get(GUIDE, q="zebra").text


def test_the_guide_costs_as_many_questions_with_versions(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    with CaptureQueriesContext(connection) as before:
        amina.get(GUIDE)
    sara = visit("sara")
    for key in ("employment", "lease", "will"):
        sara.submit(sara.get(f"{GUIDE}{key}/stang-av/"), **WHY)
    with CaptureQueriesContext(connection) as after:
        amina.get(GUIDE)
    assert len(after) <= len(before)


@pytest.mark.parametrize("key", policy.starting_set(today()))
def test_every_type_has_a_page_that_says_why(visit: Visit, key: str) -> None:
    kind = policy.starting_set(today())[key]
    page = visit("amina").get(f"{GUIDE}{key}/")
    assert page.h1 == kind.name
    assert kind.reason in page.text
    for words in (kind.paper_reason, kind.instead, kind.ask, kind.delivery, kind.attestation):
        assert words in page.text


def test_a_change_is_shown_before_it_is_decided(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{EMPLOYMENT}andra/")
    with unchanged(towns):
        review = sara.submit(page, seats="arbetsgivaren; 2\nden anställda", **WHY, status=200)
    assert review.h1 == "Stämmer det här?"
    assert review.rows() == [
        "Vem som skriver under Arbetsgivaren och den anställda Arbetsgivaren (minst två) och den anställda"
    ]
    done = sara.follow(sara.submit(review, press="step=decide"))
    assert "Er egen version" in done.text
    assert "Ny rutin KS 2026-11-03 § 112" in done.text
    with inside(towns, "sara"):
        kind = register.entry("employment").kind
        assert [(seat.key, seat.least) for seat in kind.seats] == [("employer", 2), ("employee", 1)]
        row = AuditRow.objects.filter(event="TypeChanged").get()
        assert row.facts["fields"] == ["seats"]
    assert "Ändrade en dokumenttyp" in sara.get("/sundby/installningar/logg/").text


def test_one_may_go_on_changing_from_the_review(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    review = sara.submit(sara.get(f"{EMPLOYMENT}andra/"), reason="Så här gör vi.", **WHY, status=200)
    with unchanged(towns):
        again = sara.submit(review, press="step=again", status=200)
    assert again.find("//textarea[@name='reason']")[0].text.strip() == "Så här gör vi."


def test_a_version_waits_for_its_day(visit: Visit, towns: Settled) -> None:
    sara, day = visit("sara"), today() + timedelta(days=10)
    page = sara.get(f"{EMPLOYMENT}andra/")
    review = sara.submit(page, reason="Från nästa vecka.", valid_from=day.isoformat(), **WHY, status=200)
    done = sara.follow(sara.submit(review, press="step=decide"))
    assert "Ändras snart" in done.text
    with inside(towns, "sara"):
        assert register.entry("employment").kind.reason != "Från nästa vecka."
        assert register.entries(day)["employment"].kind.reason == "Från nästa vecka."


def test_the_newest_version_of_a_day_holds_and_the_older_is_kept(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    for reason in ("Först så.", "Sedan så."):
        review = sara.submit(sara.get(f"{EMPLOYMENT}andra/"), reason=reason, **WHY, status=200)
        sara.submit(review, press="step=decide")
    with inside(towns, "sara"):
        assert register.entry("employment").kind.reason == "Sedan så."
        assert TypeVersion.objects.filter(key="employment").count() == 2


def test_a_type_is_switched_off_and_restored(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    off = sara.follow(sara.submit(sara.get(f"{EMPLOYMENT}stang-av/"), **WHY))
    assert "Används inte" in off.text
    with inside(towns, "sara"):
        assert "employment" not in [one.key for one in register.suggest("Anställningsavtal")]
    back = sara.follow(sara.submit(sara.get(f"{EMPLOYMENT}aterstall/"), **WHY))
    assert "Används inte" not in back.text.partition("Era versioner")[0]
    assert "Återställd" in back.text
    with unchanged(towns):
        sara.submit(sara.get(f"{EMPLOYMENT}aterstall/"), **WHY)


def test_an_own_type_joins_its_group(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{GUIDE}ny/")
    wishes = {"name": "Hundkontrakt", "group": "general", "reason": "Vi lånar ut hundar."}
    review = sara.submit(
        page, **wishes, level="B", action="cull", years="2", trigger="expired", **WHY, status=200
    )
    assert "Hundkontrakt" in sara.follow(sara.submit(review, press="step=decide")).h1
    assert any(row.startswith("Hundkontrakt") for row in visit("amina").get(GUIDE).rows())
    with inside(towns, "johan"):
        assert "egen-hundkontrakt" not in register.entries()
    visit("johan").get("/norrvik/underskrift/dokumenttyper/egen-hundkontrakt/", status=404)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"level": "P"}, "Skriv varför det stoppas, och vad man ska göra i stället."),
        ({"loa": "2"}, "En avancerad underskrift kräver tillitsnivå 3, och ett godkännande nivå 2."),
        ({"action": "cull", "years": "", "trigger": ""}, "Skriv antal år och välj varifrån de räknas."),
        ({"seats": "chef; 51"}, "Varje roll får stå på en rad, med ett antal från 0 till 50."),
        ({"seats": "chef; två"}, "Varje roll får stå på en rad, med ett antal från 0 till 50."),
        ({"name": " "}, "Skriv vad dokumentet kallas."),
        ({"reason": ""}, "Skriv varför."),
        ({"valid_from": "2020-01-01"}, "Välj en dag från och med i dag."),
        ({"why": ""}, "Skriv varför."),
    ],
)
def test_what_does_not_hold_together_is_refused(
    visit: Visit, towns: Settled, wrong: dict[str, str], told: str
) -> None:
    sara = visit("sara")
    page = sara.get(f"{EMPLOYMENT}andra/")
    with unchanged(towns):
        refused = sara.submit(page, **(WHY | wrong), status=422)
    assert told in refused.problems


def test_opening_what_the_starting_set_stops_is_said_aloud(visit: Visit) -> None:
    sara = visit("sara")
    page = sara.get(f"{GUIDE}will/andra/")
    review = sara.submit(page, level="A", loa="3", paper_reason="", instead="", **WHY, status=200)
    assert "Ni öppnar för något som startregistret stoppar." in review.text


def test_nothing_changed_is_not_a_version(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        review = sara.submit(sara.get(f"{EMPLOYMENT}andra/"), **WHY, status=200)
        assert "Inget är ändrat." in review.text
        assert review.find("//button[@value='decide']") == []
        sent = {one.get("name"): one.get("value") for one in review.find("//input[@type='hidden']")}
        sara.post(f"{EMPLOYMENT}andra/", sent | {"step": "decide"})


def test_only_those_who_look_after_the_register_change_it(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    with unchanged(towns):
        for address in ("ny/", "employment/andra/", "employment/stang-av/", "employment/aterstall/"):
            amina.get(f"{GUIDE}{address}", status=403)
            amina.post(f"{GUIDE}{address}", WHY, status=403)
        visit("vera").get(GUIDE, status=404)


def test_what_is_confirmed_is_no_longer_doubted(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    address = f"{GUIDE}data-processing/"
    assert "Bekräfta med er jurist." in sara.get(address).text
    confirmed = {"law_confirmed": "on", "retention_confirmed": "on"}
    review = sara.submit(sara.get(f"{address}andra/"), **confirmed, **WHY, status=200)
    assert review.rows() == ["Hur säkert: lag, underskrift, gallring K/K/K L/L/P"]
    after = sara.follow(sara.submit(review, press="step=decide"))
    assert "Bekräfta" not in after.text
    assert not sara.get(f"{address}andra/").find("//input[@name='law_confirmed']")
