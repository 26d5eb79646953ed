"""Names with every Unicode trick: pages, mails, downloads and certificates still say what they should."""

from email import message_from_bytes, policy
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.documents import files
from armkrok.core.eid import orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.proof import Proof
from armkrok.core.notifications.mail import deliver
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import uploading
from armkrok.services.signing.models import Signature, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, paper, report_on, whole
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

NEW = "/sundby/underskrift/ny/"
UNSEEN = "\u202e\u202d\u2066\u2069\u200f\ufeff\u2028\u3164"
HIDDEN = UNSEEN + "\x00\x07"
FILE_NAMES = {
    "avtal\u202efdp.exe": "avtal fdp.exe.pdf",
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\boot.ini.pdf": "boot.ini.pdf",
    'a"b;c\r\nX-Bad: 1.pdf': "a b;c X-Bad 1.pdf",
    "Protokoll åäö \U0001f469\u200d\U0001f469\u200d\U0001f467 ½.PDF": (
        "Protokoll åäö \U0001f469\u200d\U0001f469\u200d\U0001f467 ½.pdf"
    ),
    "CON<>|?*.pdf": "CON.pdf",
    "å" * 300 + ".pdf": "å" * 190 + ".pdf",
    HIDDEN + ".pdf": "dokument.pdf",
    "\u0627\u0644\u0639\u0642\u062f.pdf": "\u0627\u0644\u0639\u0642\u062f.pdf",
    "Z" + "\u0335" * 60 + "orro.pdf": "Z" + "\u0335" * 4 + "orro.pdf",
}


@pytest.mark.parametrize(("written", "kept"), FILE_NAMES.items())
def test_file_names(written: str, kept: str) -> None:
    assert uploading.safe_name(written) == kept


def _draft(amina: Visitor, name: str = "a.pdf", content: bytes = b"") -> str:
    file = SimpleUploadedFile("a.pdf", content or minutes(), "application/pdf")
    file._name = name  # type: ignore[attr-defined]  # the setter would tidy it up before we can
    return amina.post(NEW, {"file": file}).leads_to.replace("dokument/", "")


@pytest.mark.parametrize("name", ["Å \u202eavtal\U0001f600;=,.pdf", 'citat"tecken.pdf', "å" * 300 + ".pdf"])
def test_downloads_carry_a_safe_name(visit: Visit, name: str) -> None:
    amina = visit("amina")
    at = _draft(amina, name)
    page = amina.get(at + "dokument/")
    response = amina.client.get(at.replace("ny/", "") + "1/original/")
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert disposition.isascii()
    assert "\n" not in disposition
    shown = unquote(disposition.partition("utf-8''")[2] or disposition.partition('"')[2].rstrip('"'))
    assert shown.endswith(".pdf")
    assert shown.isprintable()
    assert shown in page.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_title_of_nothing_visible_is_no_title(visit: Visit) -> None:
    amina = visit("amina")
    at = _draft(amina, content=minutes(words=HIDDEN))
    for title in ("", UNSEEN, " \u200d "):
        page = amina.post(at + "dokument/", {"title": title}, status=200)
        assert page.problems == ["Skriv namnet på dokumentet"]
    page = amina.post(at + "dokument/", {"title": "x" * 201}, status=200)
    assert page.problems
    amina.post(at + "dokument/", {"title": f"Avtal{HIDDEN}om lokal"})
    assert "Avtal om lokal" in amina.get(at + "granska/").text


def test_a_person_of_nothing_visible_is_not_asked(visit: Visit, towns: Settled) -> None:
    from armkrok.core.identity.people import find

    amina, number = visit("amina"), _unknown_number()
    at = _draft(amina)
    outsider = {"deed": "outsider", "outsider-name": UNSEEN, "outsider-email": "x@y.example"}
    page = amina.post(at + "personer/", {**outsider, "outsider-number": number}, status=200)
    assert "Skriv personens namn." in page.problems
    assert find(number) is None
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.get().parties.exists()


def _unknown_number() -> str:
    from armkrok.kit.numbers import allowed_test_numbers

    taken = {one.number for one in data.PEOPLE}
    return next(number for number in sorted(allowed_test_numbers()) if number not in taken)


def test_mails_keep_to_one_subject_line(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    at = _draft(amina)
    amina.post(at + "dokument/", {"title": "Avtal\r\nBcc: alla@sundby.example \U0001f600 åäö\u202e"})
    outsider = {
        "deed": "outsider", "outsider-name": "Bengt\u202e <b@x.example>, Åke\U0001f469\u200d\U0001f467",
        "outsider-email": "bengt@sundby.example", "outsider-number": _unknown_number(),
    }  # fmt: skip
    amina.post(at + "personer/", outsider)
    amina.post(
        at + "meddelande/",
        {"message": "Hej!\x00\r\n\r\nLäs \u202eoch svara.", "sign_by": "", "language": "sv"},
    )
    amina.post(at + "skicka/")
    with scope(towns.organisations["sundby"].pk):
        letter = Message.objects.get()
    deliver(organisation_id=str(letter.organisation_id), message_id=str(letter.pk))
    (sent,) = mail.outbox
    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert parsed["Bcc"] is None
    assert parsed["To"] == "bengt@sundby.example"
    assert parsed["Subject"].strip() == "Skriv under: Avtal Bcc: alla@sundby.example \U0001f600 åäö"
    assert "Bengt <b@x.example>, Åke\U0001f469\u200d\U0001f467" in sent.body
    assert "Hej!\n\nLäs och svara." in sent.body
    assert "\u202e" not in sent.body


@pytest.mark.parametrize(
    ("given", "surname"),
    [
        ("Zoë-\U0001f600", "O\u2019Brien <script>"),
        ("محمد", "الأمين"),
        ("A" * 130, "B" * 130),
        ("Anna\u202e", "Z" + "\u0335" * 30),
    ],
)
def test_certificates_boxes_and_pages_with_strange_names(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch,
    given: str, surname: str,
) -> None:  # fmt: skip
    """Whatever the e-ID says that a person is called, the signature is made and can be read."""
    from dataclasses import replace

    verified = orders.verified

    def named(order: EidOrder, answer: orders.Answer) -> Proof:
        return replace(verified(order, answer), given_name=given, surname=surname)

    monkeypatch.setattr(orders, "verified", named)
    request = ask(towns, "karin", "elif")
    assert Signing(visit("karin"), request).answer(simulators).told().endswith("/klart/")
    whole(request, 1)
    with scope(request.organisation_id):
        signature = Signature.objects.get()
        (one,) = report_on(request).signatures
        certificate = _certificate(request)
    assert one.signer
    assert "\u202e" not in one.signer
    (common,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert 0 < len(str(common.value)) <= 64
    assert signature.certificate_serial == f"{certificate.serial_number:X}"
    assert visit("amina").get(f"/sundby/underskrift/{request.pk}/").h1


def _certificate(request: SigningRequest) -> x509.Certificate:
    """The signer's certificate out of the signed file."""
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader

    found = paper(request)
    assert found.current
    with files.on_disk(found.current) as path:
        (signature,) = PdfFileReader(io.BytesIO(path.read_bytes())).embedded_signatures
        return x509.load_der_x509_certificate(signature.signer_cert.dump())
