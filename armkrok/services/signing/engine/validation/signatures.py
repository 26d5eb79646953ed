"""Reading the signatures of a file, and the first two questions: intact? mathematically right?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from mmap import mmap

from asn1crypto import cms, core, tsp, x509
from pikepdf import Array, Dictionary, Name, Object, Pdf
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from armkrok.services.signing.engine import asn1_lengths
from armkrok.services.signing.engine.validation.report import Finding
from armkrok.services.signing.engine.validation.revisions import Revision

asn1_lengths.apply()
_STRONG = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_FORMS = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "/ETSI.RFC3161"})
_FEWEST_RSA_BITS = 1900  # "RSA-2048" keys may have a leading zero bit; anything near 1024 is too weak


_MOST_DEPTH = 30


@dataclass(frozen=True)
class Placed:
    """A signature's place in the file: its field, what it covers and the bytes of its container.

    ``form`` is the SubFilter, and ``claimed_at`` the time the signer's program wrote down (proves nothing).
    """

    field: str
    form: str
    is_timestamp: bool
    claimed_at: datetime | None
    start: int
    end: int
    covered_to: int
    container: bytes
    problem: str


@dataclass(frozen=True)
class Opened:
    """A signature's container read and checked: certificates, the value, and a token if there is one."""

    certificate: bytes
    others: tuple[bytes, ...]
    signature: bytes
    token: bytes | None
    authentic: Finding
    digest_matches: bool
    stamped_at: datetime | None = None


def fields_of(pdf: Pdf) -> Iterator[tuple[str, Object]]:
    """Signature fields that carry a value, with full names; trees that loop are cut by depth."""
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields", Array()) if isinstance(form, Dictionary) else ()
    waiting: list[tuple[Object, str, Object | None, int]] = [(one, "", None, 0) for one in roots]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one, above, inherited, depth = waiting.pop(0)
        if not isinstance(one, Dictionary) or depth > _MOST_DEPTH or (one.is_indirect and one.objgen in seen):
            continue
        seen.add(one.objgen)
        name = ".".join(part for part in (above, str(one.get("/T", ""))) if part)
        kind = one.get("/FT", inherited)
        if kind == Name.Sig and isinstance(one.get("/V"), Dictionary):
            yield name, one
        waiting += [(kid, name, kind, depth + 1) for kid in one.get("/Kids", Array())]


def place(content: mmap, field: str, value: Object) -> Placed:
    """Find the bytes a signature covers, and judge whether its hole holds its container and nothing else."""
    form = str(value.get("/SubFilter", ""))
    is_timestamp = value.get("/Type") == Name.DocTimeStamp or form == "/ETSI.RFC3161"
    ranges = _ranges(value, len(content))
    start, end, covered_to = ranges or (0, 0, 0)
    container = _contained(content[start:end])
    if not container:
        problem = "gap"
    elif container != bytes(value.get("/Contents", b"")):
        problem = "contents_differ"
    else:
        problem = "padding" if container[_der_length(container) :].strip(b"\0") else ""
    return Placed(field, form, is_timestamp, _claimed(value), start, end, covered_to, container, problem)


def _ranges(value: Object, size: int) -> tuple[int, int, int] | None:
    """Where the hole starts and ends and how far the signature reaches, if the ranges make sense."""
    numbers = value.get("/ByteRange")
    ranges = [int(one) for one in numbers] if isinstance(numbers, Array) and len(numbers) == 4 else []
    if not ranges or ranges[0] != 0 or not 0 < ranges[1] < ranges[2] <= ranges[2] + ranges[3] <= size:
        return None
    return ranges[1], ranges[2], ranges[2] + ranges[3]


def _contained(hole: bytes) -> bytes:
    """The bytes written in a hole, or none if it is not one hexadecimal string and nothing else."""
    if hole[:1] != b"<" or hole[-1:] != b">":
        return b""
    try:
        return bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError:
        return b""


def _claimed(value: Object) -> datetime | None:
    try:
        moment: datetime = parse_pdf_date(str(value["/M"]), strict=False)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _der_length(container: bytes) -> int:
    """How long the first value is by its own header; what follows must be zeros."""
    first = container[1] if len(container) > 1 else 0
    if first < 0x80:
        return 2 + first
    more = first - 0x80
    return 2 + more + int.from_bytes(container[2 : 2 + more], "big")


def digests(content: mmap, signatures: Sequence[Placed], algorithm: str) -> dict[int, bytes]:
    """The digest of what each signature covers, by where its hole starts; shared beginnings are read once."""
    result: dict[int, bytes] = {}
    running, at = hashlib.new(algorithm), 0
    for one in sorted(signatures, key=lambda one: one.start):
        running.update(memoryview(content)[at : one.start])
        at = one.start
        hashed = running.copy()
        hashed.update(memoryview(content)[one.end : one.covered_to])
        result[one.start] = hashed.digest()
    return result


def covered_revision(one: Placed, revisions: Sequence[Revision], content: mmap) -> int | None:
    """The index of the revision the signature covers exactly, if there is one."""
    return next((i for i, rev in enumerate(revisions) if rev.ends_at(one.covered_to, content)), None)


def algorithm_of(one: Placed) -> str:
    """The digest algorithm the container states for the covered bytes. Raises ValueError and kin."""
    signed_data = _signed_data(one.container)
    content = signed_data["encap_content_info"]
    if content["content_type"].native == "tst_info":
        return str(content["content"].parsed["message_imprint"]["hash_algorithm"]["algorithm"].native)
    return str(extract_signer_info(signed_data)["digest_algorithm"]["algorithm"].native)


def open_signature(one: Placed, digest: bytes) -> Opened:
    """Check a signature's container against the digest of what it covers."""
    if one.form not in _FORMS:
        raise ValueError("unknown form")
    signed_data = _signed_data(one.container)
    if one.is_timestamp:
        return open_token(signed_data, digest)
    signer_info = extract_signer_info(signed_data)
    certificates = extract_certs_for_validation(signed_data)
    if signed_data["encap_content_info"]["content"] is not core.VOID and one.form != "/ETSI.RFC3161":
        raise ValueError("content inside a detached signature")
    intact, valid = validate_sig_integrity(signer_info, certificates.signer_cert, "data", digest)
    return Opened(
        certificate=certificates.signer_cert.dump(),
        others=tuple(other.dump() for other in certificates.other_certs),
        signature=signer_info["signature"].native,
        token=_token(signer_info),
        authentic=_authentic(valid, signer_info, certificates.signer_cert),
        digest_matches=intact,
    )


def open_token(signed_data: cms.SignedData, digest: bytes | None, *, of: bytes = b"") -> Opened:
    """Check a time-stamp token against the digest it should carry, or against the bytes ``of``."""
    signer_info = extract_signer_info(signed_data)
    certificates = extract_certs_for_validation(signed_data)
    encapsulated = signed_data["encap_content_info"]
    info: tsp.TSTInfo = encapsulated["content"].parsed
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    expected = digest if digest is not None else hashlib.new(algorithm, of).digest()
    own = hashlib.new(signer_info["digest_algorithm"]["algorithm"].native, bytes(encapsulated["content"]))
    intact, valid = validate_sig_integrity(signer_info, certificates.signer_cert, "tst_info", own.digest())
    authentic = _authentic(valid and intact, signer_info, certificates.signer_cert)
    if algorithm not in _STRONG:
        authentic = Finding("no", "weak_algorithm")
    return Opened(
        certificate=certificates.signer_cert.dump(),
        others=tuple(other.dump() for other in certificates.other_certs),
        signature=signer_info["signature"].native,
        token=None,
        authentic=authentic,
        digest_matches=imprint["hashed_message"].native == expected,
        stamped_at=info["gen_time"].native,
    )


def open_token_over(token: bytes, value: bytes) -> Opened:
    """Check the token of a signature over that signature's value."""
    return open_token(_signed_data(token), None, of=value)


def _signed_data(container: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(container)
    if info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    return info["content"]


def _authentic(valid: bool, signer_info: cms.SignerInfo, certificate: x509.Certificate) -> Finding:
    if not valid:
        return Finding("no", "signature_wrong")
    if signer_info["digest_algorithm"]["algorithm"].native not in _STRONG:
        return Finding("no", "weak_algorithm")
    key = certificate.public_key
    if key.algorithm in ("rsa", "rsassa_pss") and key.bit_size < _FEWEST_RSA_BITS:
        return Finding("no", "weak_algorithm")
    return Finding("yes", "signature_matches")


def _token(signer_info: cms.SignerInfo) -> bytes | None:
    """The signature time stamp among the unsigned attributes."""
    attributes = signer_info["unsigned_attrs"]
    if attributes is core.VOID:
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            return bytes(attribute["values"][0].dump())
    return None
