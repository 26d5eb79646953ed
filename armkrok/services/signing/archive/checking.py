"""Checking an evidence package: is every member the one that was sealed, by whom, and when?"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from lxml import etree

from armkrok.services.signing.archive.asice import ASIC, DSIG, MANIFEST, SEAL
from armkrok.services.signing.archive.reading import (
    MEDIA_TYPE,
    MIMETYPE,
    NotReadable,
    OpenedPackage,
    opened,
)
from armkrok.services.signing.archive.report import MemberFault, PackageReport
from armkrok.services.signing.engine import TrustList, file_sha256
from armkrok.services.signing.engine.tokens import only_for_timestamps
from armkrok.services.signing.engine.validation.report import Verdict
from armkrok.services.signing.engine.validation.signatures import (
    Opened,
    Placed,
    open_signature,
    open_token_over,
)
from armkrok.services.signing.engine.validation.trust import Trust

_STRONG = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}

_TAMPERED = frozenset({"hidden_bytes", "names", "member_broken"})


def examine(path: Path, trust: Sequence[TrustList] = ()) -> PackageReport:
    """Check a package made by `asice.build`. Never raises for what the file contains.

    `trust` are the lists whose roots may have issued the seal and the time stamp. An issuer on no list gives
    "not established": a seal is worth as much as its issuer.
    """
    sha256 = file_sha256(path)
    try:
        with opened(path) as package:
            return _examined(package, trust, sha256)
    except NotReadable as error:
        return PackageReport("altered" if error.code in _TAMPERED else "not_established", error.code, sha256)
    except Exception:  # noqa: BLE001 (hostile bytes raise many kinds from four libraries)
        return PackageReport("not_established", "unreadable", sha256)


def _examined(package: OpenedPackage, trust: Sequence[TrustList], sha256: str) -> PackageReport:
    if MIMETYPE not in package.names or package.read(MIMETYPE, 200).strip() != MEDIA_TYPE.encode():
        return PackageReport("not_established", "not_a_package", sha256)
    if MANIFEST not in package.names or SEAL not in package.names:
        return PackageReport("not_established", "no_seal", sha256)
    manifest = package.read(MANIFEST)
    members = len(package.names) - 3
    seal = _seal(manifest, package.read(SEAL), trust)
    faults = tuple(_faults(package, manifest)) if seal.code != "seal_wrong" else ()
    code = "altered" if faults and seal.verdict != "altered" else seal.code
    verdict = "altered" if faults else seal.verdict
    return PackageReport(
        verdict, code, sha256, members, faults,
        seal.sealed_by, seal.issuer, seal.trusted_by, seal.certificate_serial, seal.sealed_at,
    )  # fmt: skip


def _faults(package: OpenedPackage, manifest: bytes) -> Iterator[MemberFault]:
    """Members that differ from the manifest, are gone from it or not in it."""
    present = set(package.names) - {MIMETYPE, MANIFEST, SEAL}
    for path, algorithm, expected in _references(manifest):
        if algorithm not in _STRONG:
            yield MemberFault(path, "weak_algorithm")
        elif path not in present:
            yield MemberFault(path, "missing")
        else:
            yield from _compared(package, path, _STRONG[algorithm], expected)
        present.discard(path)
    yield from (MemberFault(path, "added") for path in sorted(present))


def _compared(package: OpenedPackage, path: str, algorithm: str, expected: bytes) -> Iterator[MemberFault]:
    try:
        if package.digest(path, algorithm) != expected:
            yield MemberFault(path, "changed")
    except NotReadable:
        yield MemberFault(path, "member_broken")


def _references(manifest: bytes) -> Iterator[tuple[str, str, bytes]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(manifest, parser)
    for one in root.iterfind(f"{{{ASIC}}}DataObjectReference"):
        method = one.find(f"{{{DSIG}}}DigestMethod")
        algorithm = method.get("Algorithm", "") if method is not None else ""
        try:
            digest = base64.b64decode(one.findtext(f"{{{DSIG}}}DigestValue") or "", validate=True)
        except (binascii.Error, ValueError):
            digest = b""
        yield one.get("URI", ""), algorithm, digest


def _seal(manifest: bytes, seal: bytes, trust: Sequence[TrustList]) -> PackageReport:
    """Judge the signature over the manifest and its time stamp."""
    placed = Placed("", "/ETSI.CAdES.detached", False, None, 0, 0, 0, seal, "")
    try:
        signature = open_signature(placed, hashlib.sha256(manifest).digest())
        token = open_token_over(signature.token, signature.signature) if signature.token else None
    except Exception:  # noqa: BLE001 (asn1crypto and pyHanko raise many kinds on hostile bytes)
        return PackageReport("altered", "seal_wrong")
    if not signature.digest_matches or signature.authentic.answer != "yes":
        return PackageReport("altered", "seal_wrong")
    if token is not None and not _good(token):
        return PackageReport("altered", "timestamp_wrong")
    with asyncio.Runner() as runner:
        return _trusted(signature, token, Trust(trust, runner))


def _good(token: Opened) -> bool:
    return token.digest_matches and token.authentic.answer == "yes" and only_for_timestamps(token.certificate)


def _trusted(signature: Opened, token: Opened | None, trust: Trust) -> PackageReport:
    trust.know((signature.certificate, *signature.others))
    at = token.stamped_at if token else None
    proven = False
    if token is not None and at is not None:
        trust.know((token.certificate, *token.others))
        proven = bool(trust.chain(token.certificate, at).list_name)
    certificate = x509.load_der_x509_certificate(signature.certificate)
    moment = at or certificate.not_valid_before_utc
    chain = trust.chain(signature.certificate, moment)
    verdict, code = _judged(certificate, at, proven=proven, trusted=bool(chain.list_name))
    return PackageReport(
        verdict,
        code,
        sealed_by=_named(certificate.subject),
        issuer=_named(certificate.issuer),
        trusted_by=chain.list_name,
        certificate_serial=f"{certificate.serial_number:X}",
        sealed_at=at,
    )


def _judged(
    certificate: x509.Certificate, at: datetime | None, *, proven: bool, trusted: bool
) -> tuple[Verdict, str]:
    if not trusted:
        return "not_established", "unknown_issuer"
    if at is None or not proven:
        return "not_established", "time_unproven"
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "altered", "expired"
    return "valid", "all_intact"


def _named(name: x509.Name) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return ""
