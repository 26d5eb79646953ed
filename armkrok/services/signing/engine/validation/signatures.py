"""Opening a signature's container, and the first two questions: intact? mathematically right?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from armkrok.services.signing.engine import asn1_lengths, asn1_names
from armkrok.services.signing.engine.validation.carried import revocation_in
from armkrok.services.signing.engine.validation.placing import Placed as Placed
from armkrok.services.signing.engine.validation.report import Finding

asn1_lengths.apply()
asn1_names.apply()
DETACHED = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})
DIGEST_INSIDE = "/adbe.pkcs7.sha1"
STAMP = "/ETSI.RFC3161"
_STRONG = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_KNOWN = _STRONG | {"sha1", "sha224", "md5", "sha512_256", "sha512_224"}
_FEWEST_RSA_BITS = 1900  # "RSA-2048" keys may have a leading zero bit; anything near 1024 is too weak
WEAK = Finding("unsure", "weak_algorithm")


class Unclear(Exception):
    """A container that cannot be judged, or is wrong in itself; ``finding`` says which."""

    def __init__(self, code: str = "unknown_form", *, wrong: bool = False) -> None:
        super().__init__(code)
        self.finding = Finding("no" if wrong else "unsure", code)


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
    claimed_at: datetime | None = None
    answers: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()


def algorithm_of(one: Placed) -> str:
    """The digest algorithm the container states for the covered bytes. Raises Unclear, ValueError and kin."""
    if one.form == DIGEST_INSIDE:
        return "sha1"
    signed_data = _signed_data(one.container)
    content = signed_data["encap_content_info"]
    if content["content_type"].native == "tst_info":
        name = str(content["content"].parsed["message_imprint"]["hash_algorithm"]["algorithm"].native)
    else:
        name = str(_signer_info(signed_data)["digest_algorithm"]["algorithm"].native)
    if name not in _KNOWN:
        raise Unclear
    return name


def open_signature(one: Placed, digest: bytes) -> Opened:
    """Check a container against the digest of what it covers. Raises Unclear, ValueError and kin."""
    signed_data = _signed_data(one.container)
    if one.is_timestamp:
        if one.form != STAMP:
            raise Unclear
        return open_token(signed_data, digest)
    content = signed_data["encap_content_info"]["content"]
    if one.form == DIGEST_INSIDE:
        return _open_with_digest_inside(signed_data, digest)
    if one.form not in DETACHED:
        raise Unclear
    if content is not core.VOID and content.native:
        raise Unclear("content_inside")
    return _opened(signed_data, digest)


def _opened(signed_data: cms.SignedData, digest: bytes) -> Opened:
    signer_info = _signer_info(signed_data)
    try:
        certificate, others = _certificates(signed_data)
        intact, valid = validate_sig_integrity(signer_info, certificate, "data", digest)
    except SignatureValidationError as error:
        raise _translated(error) from error
    return Opened(
        certificate=certificate.dump(),
        others=tuple(other.dump() for other in others),
        signature=signer_info["signature"].native,
        token=_token(signer_info),
        authentic=_authentic(valid, signer_info, certificate),
        digest_matches=intact,
        claimed_at=_signing_time(signer_info),
        **revocation_in(signed_data, signer_info),
    )


def _certificates(signed_data: cms.SignedData) -> tuple[x509.Certificate, Sequence[x509.Certificate]]:
    """The signer's certificate and the rest. Some programs misspell the issuer's name; a certificate that is
    the only one must then be the one that is meant, and the signature shows whether it is."""
    try:
        found = extract_certs_for_validation(signed_data)
    except SignatureValidationError as error:
        carried = signed_data["certificates"]
        if "not included" not in str(error) or carried is core.VOID or len(carried) != 1:
            raise
        return carried[0].chosen, ()
    return found.signer_cert, found.other_certs


def _open_with_digest_inside(signed_data: cms.SignedData, digest: bytes) -> Opened:
    """adbe.pkcs7.sha1 (ISO 32000-1 12.8.3.3): the file's SHA-1 is the content of the container."""
    content = bytes(signed_data["encap_content_info"]["content"])
    algorithm = _signer_info(signed_data)["digest_algorithm"]["algorithm"].native
    opened = _opened(signed_data, hashlib.new(algorithm, content).digest())
    right = opened.digest_matches and opened.authentic.answer != "no"
    authentic = WEAK if right else Finding("no", "signature_wrong")
    return Opened(**(vars(opened) | {"authentic": authentic, "digest_matches": content == digest}))


def _translated(error: SignatureValidationError) -> Unclear:
    """pyHanko's refusals: a certificate that is missing leaves us unsure, the rest is wrong."""
    if "not included" in str(error):
        return Unclear("no_certificate")
    return Unclear("attributes_wrong", wrong=True)


def open_token(signed_data: cms.SignedData, digest: bytes | None, *, of: bytes = b"") -> Opened:
    """Check a time-stamp token against the digest it should carry, or against the bytes ``of``."""
    signer_info = _signer_info(signed_data)
    certificates = extract_certs_for_validation(signed_data)
    encapsulated = signed_data["encap_content_info"]
    info: tsp.TSTInfo = encapsulated["content"].parsed
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    expected = digest if digest is not None else hashlib.new(algorithm, of).digest()
    own = hashlib.new(signer_info["digest_algorithm"]["algorithm"].native, bytes(encapsulated["content"]))
    intact, valid = validate_sig_integrity(signer_info, certificates.signer_cert, "tst_info", own.digest())
    authentic = _authentic(valid and intact, signer_info, certificates.signer_cert)
    if algorithm not in _STRONG and authentic.answer == "yes":
        authentic = WEAK
    return Opened(
        certificate=certificates.signer_cert.dump(),
        others=tuple(other.dump() for other in certificates.other_certs),
        signature=signer_info["signature"].native,
        token=None,
        authentic=authentic,
        digest_matches=imprint["hashed_message"].native == expected,
        stamped_at=info["gen_time"].native,
        **revocation_in(signed_data, signer_info),
    )


def open_token_over(token: bytes, value: bytes) -> Opened:
    """Check the token of a signature over that signature's value."""
    return open_token(_signed_data(token), None, of=value)


def _signed_data(container: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(container)
    if info["content_type"].native != "signed_data":
        raise Unclear
    return info["content"]


def _signer_info(signed_data: cms.SignedData) -> cms.SignerInfo:
    """The only signer. Raises Unclear when there are none or several (PAdES allows one)."""
    count = len(signed_data["signer_infos"])
    if count != 1:
        raise Unclear("several_signers" if count else "no_signer", wrong=not count)
    return extract_signer_info(signed_data)


def _authentic(valid: bool, signer_info: cms.SignerInfo, certificate: x509.Certificate) -> Finding:
    if not valid:
        return Finding("no", "signature_wrong")
    return Finding("yes", "signature_matches") if _is_strong(signer_info, certificate) else WEAK


def _is_strong(signer_info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Whether the digests and the key are such that nobody can forge them today (ETSI TS 119 312)."""
    if signer_info["digest_algorithm"]["algorithm"].native not in _STRONG:
        return False
    try:
        if signer_info["signature_algorithm"].hash_algo not in _STRONG:
            return False
    except ValueError:  # plain RSA, ECDSA or EdDSA say nothing of a digest of their own
        pass
    key = certificate.public_key
    return not (key.algorithm in ("rsa", "rsassa_pss") and key.bit_size < _FEWEST_RSA_BITS)


def _token(signer_info: cms.SignerInfo) -> bytes | None:
    """The signature time stamp among the unsigned attributes."""
    attributes = signer_info["unsigned_attrs"]
    if attributes is core.VOID:
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            return bytes(attribute["values"][0].dump())
    return None


def _signing_time(signer_info: cms.SignerInfo) -> datetime | None:
    """The claimed time among the signed attributes, if there is one."""
    attributes = signer_info["signed_attrs"]
    for attribute in () if attributes is core.VOID else attributes:
        if attribute["type"].native == "signing_time":
            moment = attribute["values"][0].native
            return moment if isinstance(moment, datetime) else None
    return None
