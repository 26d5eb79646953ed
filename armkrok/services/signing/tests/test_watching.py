"""The watched folder: what is put there becomes a request once, or is explained."""

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import Document, ImportedFile, Party
from armkrok.services.signing.tests.folders import PDF, Folder, folder, person, sidecar
from armkrok.site import towns as data
from tests.support.papers import minutes

__all__ = ["folder"]


def test_a_pdf_with_json_becomes_a_draft_of_the_senders(folder: Folder) -> None:
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar())
    folder.look()
    (made,) = folder.requests()
    assert (made.state, made.title) == ("draft", "Avtal om lokal")
    assert made.sender_id == folder.towns.people["amina"].pk
    assert folder.names() == set()
    assert folder.names("done") == {"avtal.pdf", "avtal.json"}
    with scope(made.organisation_id):
        event = AuditRow.objects.get(event="FileImported")
    assert event.actor_id == folder.towns.people["amina"].pk


def test_with_send_it_is_sent_with_roles_turns_and_attachments(folder: Folder) -> None:
    folder.put("avtal.pdf", PDF)
    folder.put("ritning.pdf", minutes(1))
    people = [person("karin", role="approver"), person("sven", turn=2, message="Skriv under sist.")]
    folder.put("avtal.pdf.json", sidecar(send=True, people=people, attachments=["ritning.pdf"]))
    folder.look()
    (made,) = folder.requests()
    assert made.state == "open"
    with scope(made.organisation_id):
        kinds = list(Document.objects.values_list("kind", flat=True).order_by("position"))
        parties = list(Party.objects.values_list("role", "turn", "state").order_by("position"))
    assert kinds == ["sign", "attachment"]
    assert parties == [("approver", 1, "invited"), ("signer", 2, "later")]
    assert folder.names("done") == {"avtal.pdf", "avtal.pdf.json", "ritning.pdf"}


def test_xml_says_the_same(folder: Folder) -> None:
    row = data.person("karin")
    folder.put("avtal.pdf", PDF)
    folder.put(
        "avtal.xml",
        f"<request><sender>{data.person('amina').email}</sender><title>Åtgärd</title><send>true</send><people>"
        f"<person><name>{row.name}</name><email>{row.email}</email><title/>"
        f"<personal_number>{row.number}</personal_number></person></people></request>",
    )
    folder.look()
    (made,) = folder.requests()
    assert (made.state, made.title) == ("open", "Åtgärd")


def test_the_same_files_again_are_the_same_request(folder: Folder) -> None:
    for _ in range(2):
        folder.put("avtal.pdf", PDF)
        folder.put("avtal.json", sidecar(send=True))
        folder.look()
    assert len(folder.requests()) == 1
    assert len(folder.names("done")) == 4
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar(send=True, title="Ett annat avtal"))
    folder.look()
    assert len(folder.requests()) == 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("{", "Följefilen går inte att läsa"),
        ("[]", "Följefilen stämmer inte"),
        (sidecar(sender="okand@sundby.example"), "Avsändaren i följefilen arbetar inte här"),
        (sidecar(sender=data.person("birgitta").email), "Avsändaren i följefilen arbetar inte här"),
        (sidecar(people=[person("karin") | {"personal_number": "19990101-0000"}]), "testnummer"),
        (sidecar(people=[person("karin"), person("karin")]), ""),
        (sidecar(people=[], send=True), ""),
        (sidecar(colour="blue"), "colour"),
        (sidecar(sign_by="2001-01-01"), ""),
        (sidecar(attachments=["../../hemligt.pdf"]), "Bilagan hemligt.pdf ligger inte i mappen."),
        (sidecar(attachments=["finns-inte.pdf"]), "Bilagan finns-inte.pdf ligger inte i mappen."),
    ],
)
def test_what_cannot_be_used_is_explained(folder: Folder, told: str, sentence: str) -> None:
    folder.put("avtal.pdf", PDF, age=2000)
    folder.put("avtal.json", told, age=2000)
    folder.look()
    assert folder.requests() == []
    assert folder.names() == set()
    assert folder.names("failed") == {"avtal.pdf", "avtal.json", "avtal.pdf.txt"}
    text = folder.why("avtal.pdf")
    assert sentence in text
    assert text.strip()
    assert data.person("karin").number not in text


@pytest.mark.parametrize("content", [b"not a pdf %%EOF", b"%PDF-1.7\n%%EOF", PDF[: len(PDF) // 2] + b"%%EOF"])
def test_a_file_that_is_not_a_whole_pdf(folder: Folder, content: bytes) -> None:
    folder.put("avtal.pdf", content)
    folder.put("avtal.json", sidecar())
    folder.look()
    assert folder.requests() == []
    assert "avtal.pdf" in folder.names("failed")


def test_it_may_be_put_there_again_when_the_fault_is_mended(folder: Folder) -> None:
    with scope(folder.towns.organisations["sundby"].pk):
        amina = Member.objects.filter(person=folder.towns.people["amina"])
        amina.update(email="annan@sundby.example")
        folder.put("avtal.pdf", PDF)
        folder.put("avtal.json", sidecar())
    folder.look()
    assert folder.requests() == []
    with scope(folder.towns.organisations["sundby"].pk):
        assert ImportedFile.objects.get().problem
        amina.update(email=data.person("amina").email)
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar())
    folder.look()
    assert len(folder.requests()) == 1
    with scope(folder.towns.organisations["sundby"].pk):
        assert ImportedFile.objects.get().problem == ""


@pytest.mark.parametrize(
    ("pdf", "told", "ages"),
    [
        (PDF, sidecar(), (1, 30)),
        (PDF, sidecar(), (30, 1)),
        (PDF[: len(PDF) // 2], sidecar(), (60, 60)),
        (PDF, sidecar()[:40], (60, 60)),
        (PDF, sidecar(attachments=["kommer-snart.pdf"]), (60, 60)),
    ],
)
def test_half_written_files_are_left_alone(
    folder: Folder, pdf: bytes, told: str, ages: tuple[float, float]
) -> None:
    folder.put("avtal.pdf", pdf, age=ages[0])
    folder.put("avtal.json", told, age=ages[1])
    folder.look()
    assert folder.names() == {"avtal.pdf", "avtal.json"}
    assert folder.requests() == []
    folder.put("kommer-snart.pdf", PDF)
    folder.put("avtal.pdf", PDF)
    folder.put("avtal.json", sidecar())
    folder.look()
    assert len(folder.requests()) == 1


def test_halves_that_stay_alone(folder: Folder) -> None:
    folder.put("ensam.pdf", PDF, age=60)
    folder.put("ensam2.json", sidecar(), age=60)
    folder.look()
    assert folder.names() == {"ensam.pdf", "ensam2.json"}
    folder.put("ensam.pdf", PDF, age=4000)
    folder.put("ensam2.json", sidecar(), age=4000)
    folder.put("annat.docx", b"x", age=4000)
    folder.look()
    assert folder.names() == {"annat.docx"}
    assert folder.why("ensam.pdf") == "Filen saknar följefil.\n"
    assert folder.why("ensam2.json") == "Följefilen saknar sin PDF.\n"
