"""Several documents in one request, attachments, boxes on their pages, and files that others have signed."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.documents import files
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import drafting, placing, sending, uploading
from armkrok.services.signing.checking import checked
from armkrok.services.signing.engine.render import page_text
from armkrok.services.signing.engine.tests.conftest import SignAll, fonts, sign_all, town  # noqa: F401
from armkrok.services.signing.errors import FileRefused, LastDocument, OutsidePage, TooManyDocuments
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import Settled, settle
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

NEW = "/sundby/underskrift/ny/"
Kind = Document.Kind


def pdf(name: str, words: str = "Protokoll") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, minutes(1, words), "application/pdf")


def begun(amina: Visitor) -> Page:
    """Step 1 with one file."""
    return amina.follow(amina.post(NEW, {"file": pdf("avtal.pdf", "Avtal")}))


def here(page: Page) -> str:
    return str(page.response.request["PATH_INFO"])


def added(amina: Visitor, page: Page, name: str, kind: str, status: int = 302) -> Page:
    sent = {"more-file": pdf(name, name), "more-kind": kind}
    return amina.post(here(page) + "fler/", sent, status=status)


def test_files_are_added_named_ordered_and_taken_away(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = begun(amina)
    page = amina.follow(added(amina, page, "Bilaga", Kind.ATTACHMENT))
    page = amina.follow(added(amina, page, "Tillägg", Kind.SIGN))
    assert "Tre filer" in page.text
    named: dict[str, Any] = {"d1-title": "Hyresavtal"}
    page = amina.follow(amina.submit(page, "/dokument/", press="deed=up:3", **named))
    with scope(towns.organisations["sundby"].pk):
        rows = Document.objects.order_by("position").values_list("title", "kind")
        assert list(rows) == [("Hyresavtal", "sign"), ("Tillägg", "sign"), ("Bilaga", "attachment")]
    page = amina.follow(amina.submit(page, "/dokument/", press="deed=remove:2"))
    assert "Två filer" in page.text
    page = amina.submit(page, "/dokument/", title="Avtal med bilaga")
    assert page.leads_to.endswith("/personer/")
    with scope(towns.organisations["sundby"].pk):
        assert SigningRequest.objects.get().title == "Avtal med bilaga"
        assert list(Document.objects.values_list("title", flat=True)) == ["Hyresavtal", "Bilaga"]


def test_something_must_be_left_to_sign_and_what_was_typed_stays(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = amina.follow(added(amina, begun(amina), "Bilaga", Kind.ATTACHMENT))
    wanted = {"title": "Ett nytt namn", "d1-kind": "attachment", "d1-title": "Kallad om"}
    page = amina.submit(page, "/dokument/", status=200, **wanted)
    assert "Minst ett dokument måste vara kvar att skriva under." in page.text
    assert page.find("//input[@name='d1-title']")[0].get("value") == "Kallad om"
    assert page.find("//input[@name='title']")[0].get("value") == "Ett nytt namn"
    with inside(towns, "amina"):
        draft = SigningRequest.objects.get()
        with pytest.raises(LastDocument):
            uploading.remove_document(draft, 1)


def test_two_files_may_change_kind_with_each_other(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = amina.follow(added(amina, begun(amina), "Bilaga", Kind.ATTACHMENT))
    kinds: dict[str, Any] = {"d1-kind": "attachment", "d2-kind": "sign"}
    amina.submit(page, "/dokument/", **kinds)
    with scope(towns.organisations["sundby"].pk):
        found = Document.objects.order_by("position").values_list("kind", flat=True)
        assert list(found) == ["attachment", "sign"]


def test_a_bad_file_more_is_said_at_its_field(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = begun(amina)
    bad = SimpleUploadedFile("bild.pdf", b"GIF89a", "application/pdf")
    with unchanged(towns):
        page = amina.post(here(page) + "fler/", {"more-file": bad, "more-kind": "sign"}, status=200)
    assert page.problems[0].startswith("Filen är inte en PDF.")


def test_at_most_twenty_files(towns: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_DOCUMENTS", 2)
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(1)], "a.pdf", by=amina)
        uploading.add_document(draft, [minutes(1)], "b.pdf", Kind.SIGN, by=amina)
        with pytest.raises(TooManyDocuments):
            uploading.add_document(draft, [minutes(1)], "c.pdf", Kind.SIGN, by=amina)


def test_pages_cost_the_same_for_one_file_and_for_ten(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = amina.follow(added(amina, begun(amina), "Bilaga", Kind.ATTACHMENT))

    def cost() -> int:
        amina.get(here(page))
        with CaptureQueriesContext(connection) as seen:
            amina.get(here(page))
        return len(seen)

    few = cost()
    with inside(towns, "amina") as by:
        for number in range(6):
            uploading.add_document(
                SigningRequest.objects.get(), [minutes(1)], f"{number}.pdf", Kind.ATTACHMENT, by=by
            )
    assert cost() == few


def boxed(towns: Settled, key: str = "karin") -> SigningRequest:
    """Karin and Elif are asked; Karin's box lies on the first page of the only document."""
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(2)], "protokoll.pdf", by=amina)
        for name in (key, "elif"):
            person = towns.people[name]
            drafting.add_person(draft, person, name=person.name, email=f"{name}@sundby.example", title="")
        party = Party.objects.get(request=draft, person=towns.people[key])
        placing.place_box(draft, Document.objects.get(request=draft), party.pk, 1, 100.0, 300.0)
        return sending.send(draft, by=amina)


@pytest.mark.usefixtures("committed_db")
def test_a_box_is_signed_where_it_was_put(simulators: Simulators) -> None:
    towns = settle()
    request = boxed(towns)
    sign(Visitor(towns.people["karin"]), request, simulators)
    with scope(request.organisation_id):
        current = Document.objects.select_related("current").get(request=request).current
        assert current
        with files.on_disk(current) as path, pikepdf.open(path) as pdf:
            widget = pdf.pages[0].obj.Annots[0]
            assert [float(edge) for edge in widget.Rect] == [100, 300, 296, 340]
            assert "/V" in widget
            assert "Skrev under med BankID" in page_text(Path(path), 0)
            assert "Rutan finns på sidan 1." in page_text(Path(path), 2)
        with files.on_disk(current) as path:
            assert checked(Path(path)).verdict == "valid"


def test_the_page_puts_moves_and_takes_away_a_box(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    page = begun(amina)
    people = here(page).replace("dokument/", "personer/")
    amina.post(people, {"deed": "member", "member-member": "karin.sjoberg@sundby.example"})
    where = here(page).replace("dokument/", "rutor/1/")
    page = amina.get(where)
    with scope(towns.organisations["sundby"].pk):
        party = Party.objects.get()
    page = amina.follow(amina.submit(page, "?sida=1", press=f"deed=put:{party.pk.hex}"))
    assert "Rutan är på sidan 1." in page.text
    moved: dict[str, Any] = {"b1-page": "1", "b1-left": "50", "b1-top": "100"}
    assert amina.submit(page, "?sida=1", **moved).leads_to.endswith("/granska/")
    with scope(towns.organisations["sundby"].pk):
        box = Placement.objects.get()
        assert (round(box.x, 1), round(box.y, 1)) == (141.7, round(841.89 - 283.46 - 40, 1))
    page = amina.submit(amina.get(where), "?sida=1", status=422, **{**moved, "b1-left": "200"})
    assert "Rutan måste ligga på en sida" in page.text
    assert page.find("//input[@name='b1-left']")[0].get("value") == "200"
    page = amina.follow(amina.submit(amina.get(where), "?sida=1", press=f"deed=away:{party.pk.hex}"))
    with scope(towns.organisations["sundby"].pk):
        assert not Placement.objects.exists()


def test_a_box_cannot_lie_outside_or_on_an_attachment(towns: Settled) -> None:
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(1)], "a.pdf", by=amina)
        attachment = uploading.add_document(draft, [minutes(1)], "b.pdf", Kind.ATTACHMENT, by=amina)
        karin = towns.people["karin"]
        party = drafting.add_person(draft, karin, name=karin.name, email="k@sundby.example", title="")
        first = Document.objects.get(request=draft, position=1)
        for document, page, x, y in (
            (first, 2, 10.0, 10.0),
            (first, 1, 500.0, 10.0),
            (first, 1, 10.0, -9.0),
            (attachment, 1, 10.0, 10.0),
        ):
            with pytest.raises(OutsidePage):
                placing.place_box(draft, document, party.pk, page, x, y)
        assert not Placement.objects.exists()


Others = Callable[[], bytes]


@pytest.fixture
def others(sign_all: SignAll) -> Others:  # noqa: F811
    """A PDF that somebody signed elsewhere."""
    return lambda: sign_all(first=1).read_bytes()


@pytest.mark.usefixtures("committed_db")
def test_a_file_that_others_signed_is_signed_too(simulators: Simulators, others: Others) -> None:
    towns = settle()
    content = others()
    with inside(towns, "amina") as amina:
        draft = uploading.upload([content], "signerad.pdf", by=amina, as_is=True)
        uploading.add_document(draft, [minutes(1)], "ny.pdf", Kind.SIGN, by=amina)
        karin = towns.people["karin"]
        drafting.add_person(draft, karin, name=karin.name, email="karin@sundby.example", title="")
        request = sending.send(draft, by=amina)
    sign(Visitor(karin), request, simulators)
    with scope(request.organisation_id):
        documents = list(Document.objects.filter(request=request).select_related("original", "current"))
        with files.on_disk(documents[0].original) as path:
            assert path.read_bytes() == content
        for document, count in zip(documents, (2, 1), strict=True):
            assert document.current
            with files.on_disk(document.current) as path:
                report = checked(Path(path))
                assert len(report.signatures) == count
                assert report.verdict == "valid", report.reason
                assert path.read_bytes().startswith(content) is (count == 2)


def test_a_file_that_is_not_signed_cannot_be_kept_as_it_is(towns: Settled) -> None:
    with inside(towns, "amina") as amina, unchanged(towns), pytest.raises(FileRefused) as refused:
        uploading.upload(io.BytesIO(minutes()), "osignerad.pdf", by=amina, as_is=True)
    assert refused.value.file_code == "signed_unclear"
