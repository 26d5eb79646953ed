"""Answers on paper as others meet them: at the same moment, through the API, in the archive, when hidden."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import Person, Session
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import checking, figures
from armkrok.services.signing.actions import delivering, on_behalf
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.archive.checking import examine
from armkrok.services.signing.models import OnPaper, Party, SigningRequest
from armkrok.services.signing.tests.asking import asked_of, letters_to, party_of
from armkrok.services.signing.tests.keeping import culled_after
from armkrok.services.signing.tests.signers import Signing, whole
from armkrok.services.signing.tests.test_api import System
from armkrok.services.signing.tests.test_api_more import _made, _person, system
from armkrok.services.signing.tests.test_batch import by_job
from armkrok.services.signing.tests.test_culling import cull
from armkrok.services.signing.tests.test_on_behalf import answer, form, page_of, registered, scan
from armkrok.site.settling import Settled, settle
from tests.support.at_once import at_once
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

__all__ = ["system"]


@pytest.fixture
def people(committed_db: None, simulators: Simulators) -> Settled:
    """Both towns, committed, and whoever answers at BankID."""
    return settle()


def _register(people: Settled, request: SigningRequest, key: str) -> str:
    with inside(people, "amina"):
        party = party_of(people, request, key)
    try:
        with inside(people, "amina") as actor:
            on_behalf.register(party, answer(), scan(key), by=actor)
    except Refusal as refusal:
        return type(refusal).__name__
    return "registered"


def test_registered_while_she_signs(people: Settled, simulators: Simulators) -> None:
    """Whoever comes first wins: a signature in the file or a paper, never both and never neither."""
    request = asked_of(people, {"karin": {}, "elif": {}})
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    where, done = at_once(signing.told, lambda: _register(people, request, "karin"))
    by_job([request])
    with inside(people, "amina"):
        state = party_of(people, request, "karin").state
        assert OnPaper.objects.count() == int(done == "registered")
    if done == "registered":
        assert state == Party.State.ON_PAPER
        assert not where.endswith("/klart/")
    else:
        assert done == "AnsweredAlready"
        assert state == Party.State.SIGNED
    whole(request, int(done != "registered"))


def test_registered_by_two_at_the_same_moment(people: Settled) -> None:
    """One row, one letter, and the request is completed once."""
    request = asked_of(people, {"karin": {}})
    deeds = [lambda: _register(people, request, "karin")] * 2
    assert sorted(at_once(*deeds)) in (["AnsweredAlready", "registered"], ["RequestEnded", "registered"])
    with inside(people, "amina"):
        assert OnPaper.objects.count() == 1
        assert letters_to("karin").count("Ditt svar är registrerat: Protokoll 17 november") == 1


def test_the_evidence_holds_the_paper_and_culling_takes_it(
    people: Settled, simulators: Simulators, tmp_path: Path
) -> None:
    request = asked_of(people, {"karin": {}, "elif": {}})
    assert _register(people, request, "karin") == "registered"
    Signing(Visitor(people.people["elif"]), request).answer(simulators).told()
    by_job([request])
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
    with inside(people, "sara") as actor:
        request = SigningRequest.objects.get(pk=request.pk)
        sha256 = party_of(people, request, "karin").registration.scan.sha256
        with delivering.evidence(request, by=actor) as built:
            report = examine(built.path, checking.trust_lists())
            with zipfile.ZipFile(built.path) as archive:
                names = archive.namelist()
                summary = archive.read("sammanfattning.txt").decode()
                facts = json.loads(archive.read("e-legitimation/01/uppgifter.json"))
    assert report.code == "all_intact"
    assert "bilagor/underskrift-pa-papper-1.pdf" in names
    assert "Svarade på papper" in summary
    assert "inte med e-legitimation" in summary
    assert (facts["registered"]["by"], facts["registered"]["sha256"]) == ("Amina Karlsson", sha256)
    assert "e_id" not in facts
    with inside(people, "sara"):
        assert figures.total(today().year).on_paper == 1
        values = {"type_values": culled_after(0), "cull_from": today()}
        SigningRequest.objects.filter(pk=request.pk).update(**values)
    cull(request)
    with scope(request.organisation_id):
        assert not OnPaper.objects.exists()
        assert not StoredFile.objects.filter(sha256=sha256).exists()


def test_a_system_registers_in_its_own_request(system: System, towns: Settled) -> None:
    made = _made(system, [_person("karin"), _person("elif", role="approver")])
    karin, elif_ = made["people"]
    path = f"requests/{made['id']}/people/{karin['id']}/paper"
    said = {"day": today().isoformat(), "reason": "cannot", "identified": "Kundtjänst såg körkortet"}
    assert "underskrivna pappret" in system.post(path, said, 422)["title"]
    paper = SimpleUploadedFile("papper.pdf", minutes(1), "application/pdf")
    state = system.post(path, {**said, "file": paper})["people"][0]
    assert state["state"] == "on_paper"
    assert state["registration"] | {"registered_at": ""} == {
        "how": "paper", "day": today().isoformat(), "reason": "cannot", "registered_at": "",
    }  # fmt: skip
    undone = system.post(f"{path}/undo", {})["people"][0]
    assert (undone["state"], undone["registration"]) == ("invited", None)
    phoned = system.post(f"requests/{made['id']}/people/{elif_['id']}/paper", {**said, "how": "phone"})
    assert phoned["people"][1]["state"] == "approved"
    with unchanged(towns):
        system.post(path, {**said, "how": "fax"}, 422)


def test_a_protected_person_is_named_to_nobody(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}, "elif": {}})
    registered(towns, request, "karin")
    Person.objects.filter(pk=towns.people["karin"].pk).update(is_protected=True)
    amina = visit("amina")
    for url in (f"/sundby/underskrift/{request.pk}/papper/", page_of(request, towns, "karin", "angra/")):
        page = amina.get(url)
        assert "Karin" not in page.text
        assert "körkort" not in page.text
        assert "Person med skyddade uppgifter" in page.text
    amina.get(page_of(request, towns, "karin", "skannat/"), status=404)


def test_the_sheet_of_a_protected_person_has_no_name(towns: Settled, visit: Visit, tmp_path: Path) -> None:
    request = asked_of(towns, {"karin": {}})
    Person.objects.filter(pk=towns.people["karin"].pk).update(is_protected=True)
    answered: Any = visit("amina").client.get(page_of(request, towns, "karin", "blad/"))
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"".join(answered.streaming_content))
    text = pdfium.PdfDocument(target)[0].get_textpage().get_text_bounded()
    assert "Karin" not in text
    assert "Namnförtydligande" in text


def test_who_acts_for_another_registers_nothing(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}})
    url = page_of(request, towns, "karin")
    amina = visit("amina")
    Session.objects.filter(person=towns.people["amina"]).update(principal=towns.people["vera"])
    with unchanged(towns):
        assert amina.client.post(url, form()).status_code in {302, 403}
    with inside(towns, "amina"):
        assert party_of(towns, request, "karin").registration is None
