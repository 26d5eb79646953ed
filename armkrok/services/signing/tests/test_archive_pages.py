"""The archive's pages, over HTTP: who may come in, and what each button does."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.services.signing import retention
from armkrok.services.signing.actions import delivering, retaining
from armkrok.services.signing.models import Culling, Delivery, Document, SigningPolicy, SigningRequest
from armkrok.services.signing.policy import starting_set
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.test_query_counts import more_requests
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

ARCHIVE, CULLING = "/sundby/underskrift/forvalta/arkiv/", "/sundby/underskrift/forvalta/gallring/"


@pytest.fixture
def ended(towns: Settled, ask: Ask) -> SigningRequest:
    """A request that is done as far as the archive knows; nobody's e-ID is asked here."""
    request = ask(towns, "karin")
    with scope(request.organisation_id):
        SigningRequest.objects.filter(pk=request.pk).update(
            state=SigningRequest.State.COMPLETED, completed_at=now(), told_at=now()
        )
        return SigningRequest.objects.get(pk=request.pk)


def culled(request: SigningRequest, trigger: str = "completed") -> None:
    """Give it a type that is culled at once."""
    kind = next(one for one in starting_set(today()).values() if not one.is_blocked)
    rule = {"action": "cull", "trigger": trigger, "years": 0}
    request.type_values = kind.values() | {"retention": rule}
    request.cull_from = retention.first_day(request)
    request.save(update_fields=["type_values", "cull_from"])


def test_only_those_who_keep_the_archive_come_in(visit: Visit, ended: SigningRequest) -> None:
    karin = visit("karin")
    for address in (ARCHIVE, CULLING, f"{ARCHIVE}{ended.pk}/", "/sundby/underskrift/forvalta/arkivstamplar/"):
        karin.get(address, status=403)
    visit("birgitta").get(f"/norrvik/underskrift/forvalta/arkiv/{ended.pk}/", status=404)


def test_the_list_shows_what_is_to_be_delivered(visit: Visit, ended: SigningRequest) -> None:
    sara = visit("sara")
    page = sara.get(ARCHIVE)
    assert (len(page.rows()), "Att leverera" in page.text) == (1, True)
    assert len(sara.get(ARCHIVE, visa="kvitterade").rows()) == 0
    assert len(sara.get(ARCHIVE, visa="alla", q="finns inte").rows()) == 0


def test_a_package_is_ordered_received_and_its_receipt_is_kept(
    visit: Visit, towns: Settled, ended: SigningRequest
) -> None:
    sara = visit("sara")
    page = sara.follow(sara.submit(sara.get(f"{ARCHIVE}{ended.pk}/"), "/leverera/"))
    assert "Görs" in page.text
    with inside(towns, "sara"):
        delivery = Delivery.objects.get()
    delivering.make_package(organisation_id=str(ended.organisation_id), delivery_id=str(delivery.pk))
    page = sara.get(f"{ARCHIVE}{ended.pk}/")
    assert "Klart att hämta" in page.text
    answer = sara.client.get(f"{ARCHIVE}paket/{delivery.pk}/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    form = sara.get(f"{ARCHIVE}paket/{delivery.pk}/kvittens/")
    with unchanged(towns):
        wrong = sara.submit(form, named="something-else", text="Mottaget", status=422)
        empty = sara.submit(form, named=delivery.identifier, text="", status=422)
    assert wrong.problems == ["Kvittensen gäller inte det här paketet. Jämför paketets id och SHA-256."]
    assert empty.problems == ["Klistra in kvittensens text, eller välj filen"]
    page = sara.follow(sara.submit(form, named=delivery.identifier, text="Mottaget"))
    assert "Kvitterad" in page.text
    assert len(sara.get(CULLING).rows()) >= 1


def test_a_held_request_is_not_on_the_list(visit: Visit, towns: Settled, ended: SigningRequest) -> None:
    with inside(towns, "sara"):
        culled(ended)
    sara = visit("sara")
    assert "1 begäran" in sara.get(CULLING).text
    page = sara.get(f"{ARCHIVE}{ended.pk}/")
    empty: dict[str, Any] = {"hold-why": ""}
    refused = sara.submit(page, "/sparra/", status=422, **empty)
    assert refused.problems == ["Skriv varför"]
    why: dict[str, Any] = {"hold-why": "Tvist i tingsrätten"}
    page = sara.follow(sara.submit(page, "/sparra/", **why))
    assert "Spärrad från gallring" in page.text
    shown = sara.get(CULLING)
    assert "Inget att gallra i dag" in shown.text
    assert "Tvist i tingsrätten" in shown.text
    sara.submit(page, "/hav-sparren/")
    assert "1 begäran" in sara.get(CULLING).text


def test_a_person_decides_on_the_list_that_was_shown(
    visit: Visit, towns: Settled, ended: SigningRequest
) -> None:
    with inside(towns, "sara"):
        culled(ended)
    sara = visit("sara")
    page = sara.get(CULLING)
    with unchanged(towns):
        refused = sara.submit(page, reference="", status=422)
        stale = sara.submit(page, reference="KS 2026/1", sure="on", digest="0" * 64, status=422)
    assert refused.problems == ["Skriv vilket beslut eller vilken plan", "Bekräfta att du har läst listan"]
    assert stale.problems == ["Listan har ändrats sedan du såg den. Läs den igen innan du beslutar."]
    page = sara.follow(sara.submit(page, reference="KS 2026/1 § 4", sure="on"))
    assert (page.h1, "Pågår" in page.text) == ("KS 2026/1 § 4", True)
    with inside(towns, "sara"):
        culling = Culling.objects.get()
    retaining.cull_later(organisation_id=str(ended.organisation_id), culling_id=str(culling.pk))
    page = sara.get(f"{CULLING}{culling.pk}/")
    assert "Klar" in page.text
    sara.get(f"{ARCHIVE}{ended.pk}/", status=404)


def test_the_list_as_csv_holds_no_formulas(visit: Visit, towns: Settled, ended: SigningRequest) -> None:
    with inside(towns, "sara"):
        ended.title = "=cmd|' /C calc'!A0"
        ended.save(update_fields=["title"])
        culled(ended)
    answer = visit("sara").client.get(f"{CULLING}lista.csv")
    content = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0][:3] == ["Id", "Namn", "Dokumenttyp"]
    assert rows[1][:2] == [str(ended.pk), "'=cmd|' /C calc'!A0"]


def test_a_contract_needs_its_last_day(visit: Visit, towns: Settled, ended: SigningRequest) -> None:
    with inside(towns, "sara"):
        culled(ended, "expired")
    sara = visit("sara")
    assert "Inget att gallra i dag" in sara.get(CULLING).text
    page = sara.get(f"{ARCHIVE}{ended.pk}/")
    tomorrow: dict[str, Any] = {"trigger-day": str(today() + timedelta(days=1))}
    refused = sara.submit(page, "/dag/", status=422, **tomorrow)
    assert refused.problems == ["Välj en dag som har varit"]
    now_on: dict[str, Any] = {"trigger-day": str(today())}
    sara.submit(page, "/dag/", **now_on)
    assert "1 begäran" in sara.get(CULLING).text


def test_the_stamps_are_shown_month_by_month(visit: Visit, towns: Settled, ended: SigningRequest) -> None:
    with inside(towns, "sara"):
        Document.objects.filter(request=ended).update(
            is_sealed=True, stamp_until=now() + timedelta(days=900), renewal_failure="unreachable",
            renewal_tried_at=now(),
        )  # fmt: skip
    page = visit("sara").get("/sundby/underskrift/forvalta/arkivstamplar/")
    assert "1 fil, månad för månad" in page.text
    assert "tidsstämpeltjänsten svarade inte" in page.text


def test_what_is_agreed_is_kept(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(f"{ARCHIVE}e-arkivet/")
    sara.submit(page, archive_name="Sydarkivera", archive_agreement="LÖ 14", renew_before="90")
    with inside(towns, "sara"):
        policy = SigningPolicy.objects.get()
    assert (policy.archive_name, policy.archive_agreement, policy.renew_before) == (
        "Sydarkivera",
        "LÖ 14",
        90,
    )


def test_all_that_waits_is_ordered_once(visit: Visit, towns: Settled, ended: SigningRequest) -> None:
    sara = visit("sara")
    page = sara.get(ARCHIVE)
    sara.submit(page, "/arkiv/leverera/")
    sara.submit(page, "/arkiv/leverera/")
    with inside(towns, "sara"):
        assert Delivery.objects.count() == 1


@pytest.mark.parametrize("address", [f"{ARCHIVE}?visa=alla", CULLING])
def test_long_lists_ask_no_more_than_short_ones(
    visit: Visit, towns: Settled, ended: SigningRequest, address: str
) -> None:
    with inside(towns, "sara"):
        culled(ended)
    sara = visit("sara")
    before = sara.statements(address)
    more_requests(ended, 20)
    assert len(sara.get(address).rows()) > 20
    assert sara.statements(address) == before
