"""The evidence package: a sealed and time-stamped ASiC-E container with CAdES (ETSI EN 319 162-1, 4.4).

A zip whose first member tells what it is, whose manifest lists every other member with its SHA-256, and
whose signature is over the manifest. Any zip program opens it; `armkrok verify` and openssl check it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from lxml import etree

from armkrok.services.signing.archive import telling
from armkrok.services.signing.archive.cades import sealed
from armkrok.services.signing.archive.carrying import write_zip
from armkrok.services.signing.archive.contents import FinishedRequest
from armkrok.services.signing.archive.evidence import gather
from armkrok.services.signing.archive.members import Built, Member
from armkrok.services.signing.archive.reading import MEDIA_TYPE, MIMETYPE
from armkrok.services.signing.engine import SigningCredential
from armkrok.services.signing.engine.timestamp import Stamping

MANIFEST, SEAL = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
CONTENTS = "manifest.json"
ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_CMS = "application/pkcs7-signature"


def build(
    finished: FinishedRequest,
    target: Path,
    credential: SigningCredential,
    stamping: Stamping,
    *,
    at: datetime,
) -> Built:
    """Write the sealed evidence package of a request; `at` is now.

    All but the seal depends on the request alone. Raises FileNotFoundError, TimestampUnavailable, OSError;
    nothing is left at `target` then.
    """
    members = gather(finished).members
    members = (*members, _contents(finished, members))
    manifest = manifest_of(members)
    seal = sealed(manifest, credential, stamping, at)
    whole = (
        Member(MIMETYPE, MEDIA_TYPE.encode(), "text/plain", finished.completed_at),
        *members,
        Member(MANIFEST, manifest, "application/xml", at),
        Member(SEAL, seal, _CMS, at),
    )
    return _written(target, whole)


def manifest_of(members: Iterable[Member]) -> bytes:
    """The ASiCManifest: every member with its digest (EN 319 162-1 annex A.4)."""
    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DSIG})
    etree.SubElement(root, f"{{{ASIC}}}SigReference", URI=SEAL, MimeType=_CMS)
    for one in members:
        attributes = {"URI": one.path, "MimeType": one.media_type}
        reference = etree.SubElement(root, f"{{{ASIC}}}DataObjectReference", attributes)
        etree.SubElement(reference, f"{{{DSIG}}}DigestMethod", Algorithm=SHA256)
        value = etree.SubElement(reference, f"{{{DSIG}}}DigestValue")
        value.text = base64.b64encode(bytes.fromhex(one.sha256)).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _contents(finished: FinishedRequest, members: Sequence[Member]) -> Member:
    facts = {
        "request": finished.identifier,
        "title": finished.title,
        "organisation": finished.owner.name,
        "completed_at": telling.iso(finished.completed_at),
        "members": [
            {
                "path": one.path,
                "sha256": one.sha256,
                "size": one.size,
                "media_type": one.media_type,
                "what": one.what,
            }
            for one in members
        ],
    }
    what = "Alla filer i paketet"
    return Member(CONTENTS, telling.pretty(facts), "application/json", finished.completed_at, what)


def _written(target: Path, members: Sequence[Member]) -> Built:
    try:
        return write_zip(target, members, MEDIA_TYPE)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
