"""Who may register an answer on paper, for which types, and the sheet that is printed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access, register
from armkrok.services.signing.actions import on_behalf
from armkrok.services.signing.errors import PaperForbidden
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.tests.asking import letters_to, party_of
from armkrok.services.signing.tests.signers import events_of, state_of
from armkrok.services.signing.tests.test_on_behalf import BASE, answer, form, page_of, request_, scan
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

__all__ = ["request_"]


def test_a_type_may_forbid_paper(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    with inside(towns, "amina") as actor:
        values = register.entry("other").kind.values() | {"paper": False}
        SigningRequest.objects.filter(pk=request_.pk).update(type_values=values)
        with pytest.raises(PaperForbidden):
            on_behalf.register(party_of(towns, request_, "karin"), answer(), scan(), by=actor)
    amina = visit("amina")
    page = amina.get(f"{BASE}{request_.pk}/papper/")
    assert "får inte besvaras på papper" in page.text
    assert "Registrera svar" not in page.text
    amina.get(page_of(request_, towns, "karin", "blad/"), status=422)


def test_who_may_register(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    """The sender, and an administrator by the code on the paper; no colleague, no stranger, no other town."""
    urls = [f"{BASE}{request_.pk}/papper/"]
    urls += [page_of(request_, towns, "karin", end) for end in ("", "nej/", "blad/", "angra/", "skannat/")]
    with inside(towns, "amina"):
        code = state_of(request_).code
    for key in ("mikael", "vera", "johan", "karin"):
        person = visit(key)
        for url in urls:
            person.get(url, status=404)
        with unchanged(towns):
            person.post(urls[1], form(), status=404)
    sara = visit("sara")
    found = sara.follow(sara.post(BASE + "papper/", {"code": f" {code[:4].upper()} {code[4:]} "}))
    assert found.h1 == "Svar på papper"
    assert not found.find("//a[contains(@href, '/blad/')]")
    sara.get(page_of(request_, towns, "karin", "blad/"), status=404)
    sara.follow(sara.post(urls[1], form()))
    with inside(towns, "amina"):
        assert party_of(towns, request_, "karin").registration.registered_by == towns.people["sara"]
        assert letters_to("amina.karlsson") == ["Svar registrerat: Protokoll 17 november"]
    visit("amina").get(BASE + "papper/", status=403)
    assert "Ingen begäran har den koden" in sara.post(BASE + "papper/", {"code": "x"}, status=422).text


def test_a_role_that_is_over_opens_nothing(request_: SigningRequest, towns: Settled, visit: Visit) -> None:
    with inside(towns, "sara") as actor:
        assert access.registrable_request(
            replace(actor, permissions=frozenset({access.REGISTER})), request_.pk
        )
        RoleAssignment.objects.filter(person=towns.people["sara"], role="administrator").update(
            ends=today() - timedelta(days=1)
        )
        with pytest.raises(NotFound):
            access.registrable_request(replace(actor, permissions=frozenset()), request_.pk)
    visit("sara").get(f"{BASE}{request_.pk}/papper/", status=404)


def test_the_sheet_carries_code_and_fingerprint(
    request_: SigningRequest, towns: Settled, visit: Visit, tmp_path: Path
) -> None:
    answered: Any = visit("amina").client.get(page_of(request_, towns, "karin", "blad/"))
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"".join(answered.streaming_content))
    document = pdfium.PdfDocument(target)
    first = document[0].get_textpage().get_text_bounded()
    with inside(towns, "amina"):
        found, paper = state_of(request_), Document.objects.get(request=request_)
        code = " ".join(found.code[at : at + 4] for at in range(0, 16, 4))
        assert code in first
        assert paper.sha256[:8] in first
        assert len(document) == 1 + paper.pages
        assert "PaperSheetFetched" in events_of(request_)
    assert "Karin Sjöberg" in first
    assert "Namnförtydligande" in first
