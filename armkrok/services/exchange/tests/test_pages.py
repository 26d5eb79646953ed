"""Sara writes and signs an agreement in the browser; Henrik, the officer, follows up what was given."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.audit.models import AuditRow
from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.exchange.actions import agreements
from armkrok.services.exchange.models import Agreement
from armkrok.site.settling import Settled
from tests.support import exchange_ground as ground
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

HOME = "/sundby/informationsutbyte/"


@pytest.fixture(autouse=True)
def _giving() -> Any:
    with ground.gives():
        yield


def _only(towns: Settled) -> Agreement:
    with scope(towns.organisations["sundby"].pk):
        return Agreement.objects.get()


def test_an_agreement_is_written_in_short_steps_and_looked_at_before_it_is_signed(
    visit: Visit, towns: Settled
) -> None:
    sara = visit("sara")
    with inside(towns, "sara"):
        receiver = ground.receiver()
    page = sara.follow(sara.submit(sara.get(HOME + "avtal/nytt/"), receiver=str(receiver.id)))
    assert page.h1 == "Ändamål och grund"
    page = sara.follow(
        sara.submit(page, kind="processor", purpose="Läsa", basis="Artikel 6.1 e", categories="Elever")
    )
    refused = sara.submit(page, level="4", status=422)
    assert refused.problems == ["Skriv varför personnummer behövs, eller välj en lägre nivå."]
    page = sara.follow(sara.submit(refused, level="2"))
    assert page.h1 == "Precis vilka uppgifter"
    page = sara.follow(
        sara.submit(page, Student=["externalId", "displayName"], StudentGroup=["displayName"])
    )  # fmt: skip
    ends = (today() + timedelta(days=300)).isoformat()
    page = sara.follow(
        sara.submit(page, valid_from=today().isoformat(), valid_to=ends, retention="Ett år", contact="Petra")
    )
    assert "externalId, visningsnamn" in page.text
    address = f"{HOME}avtal/{_only(towns).pk}/"
    reviewed = sara.submit(sara.get(address + "teckna/"), signatories="Karin och Petra", status=200)
    assert "Läsa" in reviewed.text
    assert _only(towns).state == "draft", "it is only looked at"
    done = sara.follow(sara.submit(reviewed))
    assert "Gäller" in done.text
    one = _only(towns)
    assert (one.state, one.signatories) == ("signed", "Karin och Petra")
    assert one.attributes == {"Student": ["externalId", "displayName"], "StudentGroup": ["displayName"]}


def test_the_document_is_kept_as_it_is_and_handed_out_as_a_download(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.drafted(None)
    sara, address = visit("sara"), f"{HOME}avtal/{made.pk}/"
    content = minutes(1)
    html = SimpleUploadedFile("avtal.pdf", b"<script>alert(1)</script>", "application/pdf")
    sara.post(address + "ladda-upp/", {"file": html}, status=422)
    paper = SimpleUploadedFile("../Avtal <1>.pdf", content, "application/pdf")
    sara.post(address + "ladda-upp/", {"file": paper})
    answer: Any = sara.client.get(address + "dokument/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "<" not in _only(towns).document_name


def test_deeds_are_looked_at_first_and_ending_tells_what_follows(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
    sara, address = visit("sara"), f"{HOME}avtal/{made.pk}/"
    sara.follow(sara.submit(sara.submit(sara.get(address + "pausa/"), why="Incident", status=200)))
    assert _only(towns).state == "suspended"
    page = sara.get(HOME + "vem-far-vad/")
    assert "Avtalet är pausat: Incident" in page.text
    asked = sara.submit(sara.get(address), "/aterupptag/", status=200)
    sara.follow(sara.submit(asked))
    assert _only(towns).state == "signed"
    reviewed = sara.submit(sara.get(address + "avsluta/"), why="Byter läromedel", status=200)
    assert "tas bort hos mottagaren" in reviewed.text
    sara.follow(sara.submit(reviewed))
    sara.follow(
        sara.submit(sara.submit(sara.get(address + "radering/"), proof="Intyg 2026-12-01", status=200))
    )
    one = _only(towns)
    assert (one.state, one.why, one.removal_proof) == ("ended", "Byter läromedel", "Intyg 2026-12-01")


def test_who_reads_may_not_manage_and_who_does_neither_is_refused(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
    address = f"{HOME}avtal/{made.pk}/"
    assert "Avsluta" not in visit("henrik").get(address).text
    with unchanged(towns):
        visit("henrik").get(address + "avsluta/", status=403)
        visit("henrik").post(address + "ny-version/", status=403)
        visit("amina").get(address, status=403)
        visit("vera").get(address, status=404)
        visit("birgitta").get(f"/norrvik/informationsutbyte/avtal/{made.pk}/", status=404)


def test_releases_are_searched_without_people_and_each_page_costs_the_same(
    visit: Visit, towns: Settled
) -> None:
    with inside(towns, "sara"):
        made, other = ground.signed(None), ground.signed(None, name="Kunskapsgården, Matte")
        run_id = ground.given(made, "create", "update")
        ground.given(other, "delete")
    henrik = visit("henrik")
    with CaptureQueriesContext(connection) as few:
        page = henrik.get(HOME + "utlamnat/")
    assert page.text.count("Elev,") == 3
    assert "Alva" not in page.text
    with inside(towns, "sara"):
        assert str(ground.pupil()) not in page.html
    found = henrik.get(
        f"{HOME}utlamnat/?mottagare={made.receiver_id}&vad=update&fran={today()}&till={today()}"
    )
    assert found.text.count("Elev,") == 1
    assert henrik.get(f"{HOME}utlamnat/?korning={run_id}").text.count("Elev,") == 2
    assert henrik.get(f"{HOME}utlamnat/?till={today() - timedelta(days=1)}").text.count("Elev,") == 0
    henrik.get(f"{HOME}utlamnat/?mottagare={uuid4()}", status=422)
    with inside(towns, "sara"):
        for _time in range(60):
            ground.given(made, "update")
    with CaptureQueriesContext(connection) as many:
        page = henrik.get(HOME + "utlamnat/")
    assert len(many) == len(few)
    (onwards,) = page.find("//a[@rel='next']/@href")
    assert henrik.get(HOME + "utlamnat/" + onwards).text.count("Elev,") == 13


def test_a_persons_releases_are_read_by_those_who_may_and_the_log_says_so(
    visit: Visit, towns: Settled
) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
        ground.given(made, "create")
    henrik = visit("henrik")
    assert henrik.submit(henrik.get(HOME + "utlamnat/person/"), person="Ingen alls", status=422).problems
    page = henrik.follow(henrik.submit(henrik.get(HOME + "utlamnat/person/"), person="Alva"))
    assert page.h1 == "Utlämnat om Alva Provsdotter"
    assert "visningsnamn, inloggningsnamn" in page.text
    with scope(towns.organisations["sundby"].pk):
        reads = ReadRow.objects.filter(what="exchange.person")
        assert [one.how for one in reads.order_by("at")] == ["search", "screen"]
        assert {one.person_id for one in ReadSubject.objects.all()} == {ground.pupil()}
    henrik.get(f"{HOME}utlamnat/person/{uuid4()}/", status=404)


def test_the_register_is_made_from_the_agreements_as_page_and_file(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        ground.signed(None, replace(ground.TERMS, purpose="=läsa", valid_from=today(), valid_to=today()))
        ground.drafted(None, name="Kunskapsgården, Matte")
    henrik = visit("henrik")
    page = henrik.get(HOME + "behandlingar/")
    assert "Henrik Öst" in page.text
    assert "Kunskapsgården" not in page.text, "a draft is no processing"
    content = henrik.get(HOME + "behandlingar/behandlingar.csv").html.lstrip("\ufeff")
    lines = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(lines) == 2
    assert "'=läsa" in lines[1], "no spreadsheet takes it for a formula"
    assert len(lines[0]) == len(lines[1])


def test_the_map_says_who_gets_what_and_what_is_stopped(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
        ground.given(made, "create")
    page = visit("henrik").get(HOME + "vem-far-vad/")
    assert "externalId, visningsnamn, inloggningsnamn" in page.text
    assert "Kunskapsgården, Matte" in page.text
    assert "Avtal saknas, så inget lämnas ut." in page.text


def test_the_list_costs_the_same_and_shows_what_ends_soon(visit: Visit, towns: Settled) -> None:
    henrik = visit("henrik")
    with inside(towns, "sara"):
        ground.signed(None)
    with CaptureQueriesContext(connection) as few:
        henrik.get(HOME)
    with inside(towns, "sara"):
        soon = replace(ground.TERMS, valid_from=today(), valid_to=today() + timedelta(days=12))
        ground.signed(None, soon, name="Kunskapsgården, Matte")
        for name in ("Norrsken, Matte", "Norrsken, Ord"):
            ground.signed(None, name=name)
    with CaptureQueriesContext(connection) as many:
        page = henrik.get(HOME)
    assert len(many) == len(few)
    assert "12 dagar kvar" in page.text
    narrowed = henrik.get(HOME + "?visa=soon").text
    assert "Kunskapsgården" in narrowed
    assert "Norrsken" not in narrowed


def test_the_officer_is_hinted_at_agreements_that_nobody_uses(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        long_ago = replace(ground.TERMS, valid_from=today() - timedelta(days=500), valid_to=today())
        made = ground.signed(None, long_ago)
    assert "har inte fått något på ett år" in visit("henrik").get(HOME).text
    with inside(towns, "sara"):
        ground.given(made, "update")
    assert "har inte fått något på ett år" not in visit("henrik").get(HOME).text


def test_the_check_is_shown_and_recorded(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        ground.given(ground.signed(None), "create")
    with scope(towns.organisations["sundby"].pk), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    page = visit("henrik").post(HOME + "utlamnat/kontrollera/", status=200)
    assert "Loggen är hel. Den enda raden i kedjan är orörd." in page.text
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="ReleaseLogChecked").count() == 1


def test_a_new_version_begins_with_the_words_of_the_last(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        made = ground.signed(None)
    sara = visit("sara")
    page = sara.follow(sara.post(f"{HOME}avtal/{made.pk}/ny-version/"))
    assert "Version 2" in page.text
    assert ground.TERMS.purpose in page.text
    thrown = sara.follow(sara.submit(page, "/kasta/"))
    assert "Utkastet är kastat." in thrown.text
    with inside(towns, "sara"), pytest.raises(Exception, match="NotADraft"):
        agreements.discard(made, by=None)  # type: ignore[arg-type]
