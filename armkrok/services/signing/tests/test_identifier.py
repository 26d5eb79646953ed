"""What the certificate shows of the person, by the type; and whom she signs for."""

import pikepdf
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.x509.oid import NameOID

from armkrok.core.documents import files
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import paper
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import settle
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor


def subject(request: SigningRequest) -> x509.Name:
    """Whom the first signature in the file is by."""
    with (
        scope(request.organisation_id),
        files.on_disk(paper(request).newest) as path,
        pikepdf.open(path) as pdf,
    ):
        contents = bytes(next(one for one in pdf.Root.AcroForm.Fields if "/V" in one).V.Contents)
    embedded = cms.ContentInfo.load(contents)["content"]["certificates"]
    found = [x509.load_der_x509_certificate(one.chosen.dump()).subject for one in embedded]
    return next(one for one in found if value(one, NameOID.GIVEN_NAME))


def value(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in name.get_attributes_for_oid(oid)), "")


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("shown", ["pseudonym", "number"])
def test_the_type_says_what_the_certificate_shows(simulators: Simulators, ask: Ask, shown: str) -> None:
    towns = settle()
    request = ask(towns, "karin")
    with scope(request.organisation_id):
        values = (request.type_values or {}) | {"identifier": shown}
        SigningRequest.objects.filter(pk=request.pk).update(type_values=values)
        Party.objects.filter(request=request).update(
            principal="Sundby Bostäder AB", principal_number="556000-4615"
        )
    sign(Visitor(towns.people["karin"]), request, simulators)
    name = subject(request)
    number = number_of(towns.people["karin"].pk)
    assert (value(name, NameOID.SERIAL_NUMBER) == number) == (shown == "number")
    assert value(name, NameOID.ORGANIZATION_NAME) == "Sundby Bostäder AB"
    assert value(name, NameOID.ORGANIZATION_IDENTIFIER) == "NTRSE-5560004615"
