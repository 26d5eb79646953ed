"""Signed files as others make them: pyHanko's signer, OpenSSL, and bytes put together by hand."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import crl, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pikepdf import Array, Dictionary, Name, Pdf
from pyhanko.pdf_utils.generic import NameObject, TextStringObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.increment import newest_revision, update
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town

ROOM = 16384


@dataclass
class Other:
    """A signer with pyHanko: another product, whose files must be judged as fairly as our own."""

    town: Town
    stamping: StampingAuthority
    signed: list[SigningCredential] = field(default_factory=list)

    def sign(self, source: Path, target: Path, name: str, **meta: Any) -> Path:
        """Sign with a field of that name; ``box`` makes it, ``page`` says where, ``stamped`` time-stamps."""
        box, page = meta.pop("box", None), meta.pop("page", 0)
        stamper = self.stamper() if meta.pop("stamped", False) else None
        lock = meta.pop("lock", None)
        credential = self.town.credential(f"Undertecknare {name}")
        self.signed.append(credential)
        writer = IncrementalPdfFileWriter(BytesIO(source.read_bytes()))
        if box is not None:
            append_signature_field(writer, SigFieldSpec(name, on_page=page, box=box, field_mdp_spec=lock))
        elif lock is not None:
            append_signature_field(writer, SigFieldSpec(name, field_mdp_spec=lock))
        signer = PdfSigner(
            PdfSignatureMetadata(field_name=name, **meta), signer=simple(credential), timestamper=stamper
        )
        out = BytesIO()
        asyncio.run(signer.async_sign_pdf(writer, output=out))
        target.write_bytes(out.getvalue())
        return target

    def stamper(self) -> DummyTimeStamper:
        """The town's time-stamp authority, within the process."""
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        return DummyTimeStamper(loaded(self.stamping.certificate), key_of(self.stamping.key), store)

    def stamp(self, source: Path, target: Path) -> Path:
        """A document time stamp."""
        writer = IncrementalPdfFileWriter(BytesIO(source.read_bytes()))
        out = BytesIO()
        stamper = PdfTimeStamper(self.stamper())
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", None, output=out))
        target.write_bytes(out.getvalue())
        return target

    def add_evidence(self, source: Path, target: Path) -> Path:
        """A document security store with related data per signature (VRI), as pyHanko writes it."""
        writer = IncrementalPdfFileWriter(BytesIO(source.read_bytes()))
        certificates = [loaded(one) for one in self.town.issuing.chain]
        DocumentSecurityStore.supply_dss_in_writer(
            writer, b"\x30\x03\x02\x01\x05", certs=certificates, ocsps=(), crls=_lists(self.town)
        )
        out = BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call]
        target.write_bytes(out.getvalue())
        return target


def _lists(town: Town) -> list[Any]:
    return [crl.CertificateList.load(one) for one in town.lists()]


def simple(credential: SigningCredential) -> SimpleSigner:
    """A credential for pyHanko's signer."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for one in credential.issuers:
        store.register(loaded(one))
    return SimpleSigner(loaded(credential.certificate), key_of(credential.key), store)


def loaded(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def key_of(key: Any) -> keys.PrivateKeyInfo:
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(plain)


def update_information(source: Path, target: Path, **entries: str) -> Path:
    """Save once more with pyHanko's writer, changing the document's information."""
    writer = IncrementalPdfFileWriter(BytesIO(source.read_bytes()))
    info = writer.trailer["/Info"]
    for key, value in entries.items():
        info[NameObject(f"/{key}")] = pdf_string(value) if value.startswith("D:") else TextStringObject(value)
    writer.update_container(info)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    target.write_bytes(out.getvalue())
    return target


def reshaped(source: Path, target: Path, **settings: Any) -> Path:
    """The same document saved in another way: linearized, with object streams, and so on."""
    with Pdf.open(source) as pdf:
        pdf.save(target, **settings)
    return target


@dataclass
class Byhand:
    """A signature dictionary written by hand, and a hole filled by whatever makes the container."""

    entries: bytes = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached"
    ranges: bytes = b"/ByteRange [0 %10d %10d %10d]"
    contents: bytes = b"/Contents <%s>"
    flags: bytes = b"/SigFlags 3"
    rect: bytes = b"[0 0 0 0]"

    def draft(self, source: Path) -> tuple[bytearray, int, int]:
        """The file with an empty hole, and where the hole lies."""
        with newest_revision(source) as revision:
            pdf = revision.pdf
            number, page = int(pdf.trailer.Size), pdf.pages[0].obj
            value = b"<< %s %s %s >>" % (self.entries, b"@" * 64, self.contents % (b"0" * 2 * ROOM))
            known = pdf.Root.get("/AcroForm", Dictionary())
            fields = [one.unparse() for one in known.get("/Fields", ())] + [b"%d 0 R" % (number + 1)]
            annots = [one.unparse() for one in page.get("/Annots", ())] + [b"%d 0 R" % (number + 1)]
            objects = {
                number: value,
                number + 1: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Hand%d) /F 132 /Rect %s "
                b"/P %s /V %d 0 R >>" % (number, self.rect, page.unparse(), number),
                pdf.Root.objgen[0]: _with(
                    pdf.Root,
                    b"/AcroForm %s /Fields [%s] %s >>"
                    % (_with(known, b"", "/Fields", "/SigFlags")[:-2], b" ".join(fields), self.flags),
                    "/AcroForm",
                ),
                page.objgen[0]: _with(page, b"/Annots [%s]" % b" ".join(annots), "/Annots"),
            }
            added, _ = update(revision, objects)
            content = bytearray(bytes(revision.content) + added)
        start = content.rindex(b"<" + b"0" * 2 * ROOM)
        end = start + 2 * ROOM + 2
        place = content.rindex(b"@" * 64)
        ranges = self.ranges % (start, end, len(content) - end) if b"%" in self.ranges else self.ranges
        content[place : place + 64] = ranges.ljust(64)
        return content, start, end

    def fill(self, content: bytearray, start: int, end: int, container: bytes) -> bytes:
        content[start + 1 : start + 1 + 2 * len(container)] = container.hex().encode()
        return bytes(content)


def _with(holder: Any, added: bytes, *replaced: str) -> bytes:
    kept = {str(key): holder[str(key)] for key in holder.keys() if str(key) not in replaced}  # noqa: SIM118
    return Dictionary(kept).unparse(resolved=True).removesuffix(b">>") + added + b" >>"


def openssl_signed(source: Path, target: Path, folder: Path, credential: Any, *options: str) -> Path:
    """Detached CMS by OpenSSL's command line, over a dictionary written by hand."""
    made = Byhand()
    content, start, end = made.draft(source)
    covered = bytes(content[:start] + content[end:])
    container = openssl_cms(folder, credential, covered, *options)
    target.write_bytes(made.fill(content, start, end, container))
    return target


def openssl_cms(folder: Path, credential: Any, covered: bytes, *options: str) -> bytes:
    """`openssl cms -sign`."""
    for name, text in (("key.pem", _key_pem(credential.key)), ("leaf.pem", _pem(credential.certificate))):
        (folder / name).write_bytes(text)
    (folder / "chain.pem").write_bytes(
        b"".join(_pem(one) for one in credential.issuers) or _pem(credential.certificate)
    )
    (folder / "covered.bin").write_bytes(covered)
    command = [
        "openssl", "cms", "-sign", "-binary", "-outform", "DER", "-in", str(folder / "covered.bin"),
        "-signer", str(folder / "leaf.pem"), "-inkey", str(folder / "key.pem"), *options,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True).stdout


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: Any) -> bytes:
    return bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


@dataclass(frozen=True)
class RsaSigner:
    """An RSA key with a certificate of its own making."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuers: Sequence[x509.Certificate] = ()


def digest_of(content: bytes | bytearray, start: int, end: int, name: str = "sha1") -> bytes:
    """The digest of a file without its hole."""
    return hashlib.new(name, bytes(content[:start] + content[end:])).digest()


def form_document(path: Path, value: str = "") -> Path:
    """A page with a text field, a check box and an empty signature field, as an office program makes it."""
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(b"BT /F1 14 Tf 72 760 Td (Ansokan) Tj ET")
        helvetica = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        page.Resources = Dictionary(Font=Dictionary(F1=helvetica))
        look = pdf.make_stream(
            b"/Tx BMC q BT /F1 12 Tf 2 4 Td (%s) Tj ET Q EMC" % value.encode(),
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20],
            Resources=Dictionary(Font=Dictionary(F1=helvetica)),
        )  # fmt: skip
        text = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="belopp", V=value, F=4, P=page,
                       Rect=[72, 700, 272, 720], DA="/F1 12 Tf 0 g", AP=Dictionary(N=look))
        )  # fmt: skip
        empty = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="chef", F=4, P=page,
                       Rect=[72, 500, 272, 540])
        )  # fmt: skip
        page.Annots = pdf.make_indirect(Array([text, empty]))
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(Fields=[text, empty], DA="/F1 12 Tf 0 g", DR=Dictionary(Font=Dictionary(F1=helvetica)))
        )
        pdf.docinfo["/Title"] = "Ansökan"
        pdf.save(path)
    return path
