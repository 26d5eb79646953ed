"""The checks of a request with several documents: an overview first, then each."""

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import Settled, settle
from tests.support.papers import minutes
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

Kind = Document.Kind


def envelope(towns: Settled) -> SigningRequest:
    """Two documents and an attachment for Karin to sign."""
    with inside(towns, "amina") as amina:
        draft = uploading.upload([minutes(1, "Avtal")], "avtal.pdf", by=amina)
        uploading.add_document(draft, [minutes(1, "Bilaga")], "bilaga.pdf", Kind.ATTACHMENT, by=amina)
        uploading.add_document(draft, [minutes(1, "Tillägg")], "tillagg.pdf", Kind.SIGN, by=amina)
        karin = towns.people["karin"]
        drafting.add_person(draft, karin, name=karin.name, email="karin@sundby.example", title="")
        return sending.send(draft, by=amina)


@pytest.mark.usefixtures("committed_db")
def test_every_document_is_checked(simulators: Simulators) -> None:
    towns = settle()
    request = envelope(towns)
    karin = Visitor(towns.people["karin"])
    sign(karin, request, simulators)
    printed = Visitor(None).get(f"/verifiera/sundby/{request.code}/")
    own = karin.get(f"/sundby/underskrift/{request.pk}/kontroll/")
    for page in (printed, own):
        assert page.h1 == "Kontroll av flera filer"
        assert "2 av 2 filer är underskrivna och oförändrade." in page.text
        assert len(page.find("//tbody/tr")) == 2
        assert "bilaga" not in page.text
    assert "Svaret gäller exemplaret" in printed.text
    links = [str(one.get("href")) for one in own.find("//a[contains(@href, '/version/')]")]
    with scope(request.organisation_id):
        places = list(Document.objects.filter(kind=Kind.SIGN).values_list("position", flat=True))
    assert links == [f"/sundby/underskrift/{request.pk}/kontroll/{place}/version/1/" for place in places]
    contents = [karin.get(one).response.content for one in links]
    assert all(one.startswith(b"%PDF-") for one in contents)
    assert contents[0] != contents[1]
    attachment = next(place for place in (1, 2, 3) if place not in places)
    karin.get(f"/sundby/underskrift/{request.pk}/kontroll/{attachment}/version/1/", status=404)
