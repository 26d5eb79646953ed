"""Templates and doing it again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions import copying, drafting, following, placing
from armkrok.services.signing.errors import NotATemplate
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit, inside

BASE = "/sundby/underskrift/"


def only(towns: Settled, **wanted: object) -> SigningRequest:
    with scope(towns.organisations["sundby"].pk):
        return SigningRequest.objects.get(**wanted)


def people(towns: Settled, request: SigningRequest) -> list[str]:
    with scope(towns.organisations["sundby"].pk):
        return list(Party.objects.filter(request=request).order_by("position").values_list("name", flat=True))


def test_a_withdrawn_request_is_done_again(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin", "elif")
    with inside(towns, "amina") as by:
        following.withdraw(request, "Fel bilaga", by=by)
    amina = visit("amina")
    page = amina.get(f"{BASE}{request.pk}/gor-om/")
    assert "Personer: Karin Sjöberg, Elif Demir." in page.text
    page = amina.follow(amina.submit(page, ""))
    draft = only(towns, copied_from=request)
    assert (draft.state, draft.sent_at, draft.code == request.code) == ("draft", None, False)
    assert people(towns, draft) == people(towns, request)
    amina.submit(amina.get(f"{BASE}ny/{draft.pk}/granska/"), "/skicka/")
    with scope(towns.organisations["sundby"].pk):
        first, second = Document.objects.filter(request__in=[request, draft]).order_by("pk")
        assert (first.original_id, first.current_id == second.current_id) == (second.original_id, False)


def test_again_with_a_new_file(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin")
    amina = visit("amina")
    page = amina.get(f"{BASE}{request.pk}/gor-om/")
    page = amina.follow(amina.submit(page, "", documents="new"))
    assert "Personer och meddelande kommer från" in page.text
    file = SimpleUploadedFile("nytt.pdf", minutes(1, "Ett nytt protokoll"), "application/pdf")
    amina.submit(page, f"?mall={request.pk}", file=file)
    draft = only(towns, copied_from=request)
    assert draft.title == "Ett nytt protokoll"
    assert people(towns, draft) == ["Karin Sjöberg"]


def test_a_template_keeps_everything_but_what_was_signed(towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin", "elif")
    with inside(towns, "amina") as by:
        draft = copying.begin(request, by=by)
        party = Party.objects.filter(request=draft).order_by("position")[0]
        document = Document.objects.get(request=draft)
        drafting.change_person(draft, party.pk, principal="Sundby Bostäder AB", seat="chair")
        drafting.write(draft, message="Hej!", remind_after=4, remind_every=2)
        placing.place_box(draft, document, party.pk, 2, 50.0, 60.0)
        template = copying.save_template(
            SigningRequest.objects.get(pk=draft.pk), "Hyra", with_documents=True, is_shared=False, by=by
        )
        again = copying.begin(template, by=by)
        box = Placement.objects.get(document__request=again)
        assert (box.page, box.x, box.y, box.party.name) == (2, 50.0, 60.0, party.name)
        assert (box.party.principal, box.party.seat) == ("Sundby Bostäder AB", "chair")
        assert (again.message, again.remind_after, again.remind_every) == ("Hej!", 4, 2)
        assert again.state == "draft"


def test_templates_are_shared_changed_and_taken_away(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin")
    amina, lars = visit("amina"), visit("lars-ake")
    page = amina.submit(amina.get(f"{BASE}{request.pk}/mall/"), "", title="Månadens protokoll")
    template = only(towns, state="template")
    lars.get(f"{BASE}{template.pk}/gor-om/", status=404)
    page = amina.get(f"{BASE}mallar/{template.pk}/")
    page = amina.follow(amina.submit(page, "", is_shared="on"))
    assert "Du, delad med kollegor" in page.text
    assert "Amina Karlsson" in lars.get(f"{BASE}mallar/").text
    lars.get(f"{BASE}mallar/{template.pk}/", status=404)
    page = lars.follow(lars.get(f"{BASE}{template.pk}/gor-om/", status=302))
    file = SimpleUploadedFile("nytt.pdf", minutes(1, "December"), "application/pdf")
    lars.submit(page, f"?mall={template.pk}", file=file)
    draft = only(towns, title="December")
    assert draft.sender_id == towns.people["lars-ake"].pk
    page = amina.follow(amina.submit(amina.get(f"{BASE}mallar/{template.pk}/"), "/ta-bort/"))
    assert not page.rows()
    assert only(towns, pk=draft.pk).copied_from_id is None


def test_a_template_whose_person_has_left_says_so_and_is_not_sent(
    visit: Visit, towns: Settled, ask: Ask
) -> None:
    with inside(towns, "amina") as by:
        email = Member.objects.get(person=towns.people["karin"]).email
        request = ask(towns, "karin", "elif")
        Party.objects.filter(request=request, person=towns.people["karin"]).update(email=email)
        copying.save_template(request, "Protokoll", with_documents=True, is_shared=True, by=by)
        Member.objects.filter(person=towns.people["karin"]).update(left_at=now())
    amina = visit("amina")
    template = only(towns, state="template")
    assert "Karin Sjöberg har slutat" in amina.get(f"{BASE}mallar/").text
    page = amina.follow(amina.submit(amina.get(f"{BASE}{template.pk}/gor-om/"), ""))
    assert "Karin Sjöberg har slutat. Byt ut eller ta bort personen" in page.html
    draft = only(towns, copied_from=template)
    amina.submit(amina.get(f"{BASE}ny/{draft.pk}/granska/"), "/skicka/", status=409)
    assert only(towns, pk=draft.pk).state == "draft"


def test_a_request_is_no_template(towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin")
    with inside(towns, "amina") as by, pytest.raises(NotATemplate):
        copying.discard_template(request, by=by)


def test_many_templates_cost_the_same(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin", "elif")
    amina = visit("amina")

    def cost() -> int:
        amina.get(f"{BASE}mallar/")
        with CaptureQueriesContext(connection) as seen:
            amina.get(f"{BASE}mallar/")
        return len(seen)

    with inside(towns, "amina") as by:
        copying.save_template(request, "Mall", with_documents=True, is_shared=False, by=by)
    one = cost()
    with inside(towns, "amina") as by:
        for number in range(12):
            copying.save_template(request, f"Mall {number}", with_documents=True, is_shared=False, by=by)
    assert cost() == one
