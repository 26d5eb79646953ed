"""What the certificates of real signings tell: of the person, and on whose behalf she signed."""

import io
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.x509.oid import NameOID

from armkrok.core.documents import files
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.engine.render import page_text
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.policy import parse
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import paper
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import Settled, settle
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

BOARD = "Vård- och omsorgsförbundet i Norra inlandet med omnejd, för alla medlemskommuner"
NAMES = {
    "o": NameOID.ORGANIZATION_NAME,
    "id": NameOID.ORGANIZATION_IDENTIFIER,
    "title": NameOID.TITLE,
    "serial": NameOID.SERIAL_NUMBER,
}


def _subjects(request: SigningRequest) -> dict[str, dict[str, str]]:
    """What stands in each signer's certificate, by the name she was invited by; read from the signed file."""
    with scope(request.organisation_id), files.on_disk(paper(request).newest) as path:
        content = path.read_bytes()
        invited = dict(Party.objects.filter(request=request).values_list("field", "name"))
    found: dict[str, dict[str, str]] = {}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if "/V" in field and field.V.get("/Type") == "/Sig":
                names = _signer(bytes(field.V.Contents)).subject
                found[invited[str(field.T)]] = {
                    key: str(one.value)
                    for key, oid in NAMES.items()
                    for one in names.get_attributes_for_oid(oid)
                }
    return found


def _signer(contents: bytes) -> x509.Certificate:
    signed = cms.ContentInfo.load(contents)["content"]
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    return next(
        x509.load_der_x509_certificate(one.dump())
        for one in signed["certificates"]
        if one.chosen.serial_number == serial
    )


def _text(request: SigningRequest) -> str:
    with scope(request.organisation_id), files.on_disk(paper(request).newest) as path:
        with pikepdf.open(path) as pdf:
            last = len(pdf.pages) - 1
        return " ".join(page_text(path, last).split())


def _signed(
    towns: Settled, ask: Ask, simulators: Simulators, facts: dict[str, dict[str, Any]], identifier: str = ""
) -> SigningRequest:
    request = ask(towns, *facts)
    with scope(request.organisation_id):
        for key, told in facts.items():
            Party.objects.filter(request=request, person=towns.people[key]).update(**told)
        if identifier:
            request.type_values = parse(request.type_values or {}).values() | {"identifier": identifier}
            request.save(update_fields=["type_values"])
    for key in facts:
        assert sign(Visitor(towns.people[key]), request, simulators).endswith("/klart/")
    return request


@pytest.mark.usefixtures("committed_db")
def test_on_whose_behalf(simulators: Simulators, ask: Ask) -> None:
    facts = {
        "karin": {"principal": "Sundby kommun"},
        "elif": {"principal": "Ingrid Mattsson", "mandate": "Fullmakt 2026-10-01"},
        "mikael": {"principal": BOARD, "principal_number": "222000-9902"},
        "ingrid": {"principal": "Okänt AB", "principal_number": "556000-0000"},
        "jonas": {},
    }
    request = _signed(settle(), ask, simulators, facts)
    found = _subjects(request)
    assert all(told.pop("serial").startswith("AK-") for told in found.values())
    assert found == {
        "Karin Sjöberg": {"o": "Sundby kommun", "id": "NTRSE-2120009903"},
        "Elif Demir": {"title": "ombud för Ingrid Mattsson"},
        "Mikael Ståhl": {"o": BOARD.encode()[:64].decode(errors="ignore").strip(), "id": "NTRSE-2220009902"},
        "Ingrid Mattsson": {"title": "ombud för Okänt AB"},
        "Jonas Nyberg": {},
    }
    text = _text(request)
    for words in ("för Sundby kommun", "för Ingrid Mattsson", "för Vård- och omsorgsförbundet"):
        assert words in text
    assert text.count("Skrev under med BankID") == 5


@pytest.mark.usefixtures("committed_db")
def test_the_type_decides_whether_the_number_shows(simulators: Simulators, ask: Ask) -> None:
    towns = settle()
    person = towns.people["karin"]
    for identifier in ("number", "pseudonym"):
        request = _signed(towns, ask, simulators, {"karin": {}}, identifier)
        serial = _subjects(request)["Karin Sjöberg"]["serial"]
        is_number = serial == number_of(person.pk)
        assert is_number == (identifier == "number")  # not the values: numbers stay out of logs
        assert serial.startswith("AK-") != is_number
        assert "för" not in _text(request).partition("Skrev under med")[2].split()
