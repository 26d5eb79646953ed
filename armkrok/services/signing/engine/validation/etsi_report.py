"""A report by ETSI TS 119 102-2 (version 1.2.1), in XML.

The structure comes from pyHanko's classes; the conclusions are ours, translated to the indications of ETSI
EN 319 102-1. Certificates are named by their digest: they may hold a personal number.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime

from pyhanko.generated.etsi import ts_11910202 as ts
from pyhanko.generated.etsi import xades
from pyhanko.generated.w3c import xmldsig_core as ds
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.models.datatype import XmlDateTime

from armkrok.services.signing.engine.validation.report import Report, SignatureReport

_DIGESTS = {
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "sha224": "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_NAMES = {
    "vr": "http://uri.etsi.org/19102/v1.2.1#",
    "XAdES": "http://uri.etsi.org/01903/v1.3.2#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
_URN = "urn:etsi:019102"
_PROCESS = {"B-B": "Basic", "B-T": "LTVM", "B-LT": "LTVM", "B-LTA": "LTA"}
_VALID_THEN = {
    "revoked": ("total-failed", "REVOKED"),
    "expired": ("total-failed", "EXPIRED"),
    "timestamp_wrong": ("indeterminate", "TIMESTAMP_ORDER_FAILURE"),
    "expired_since": ("indeterminate", "OUT_OF_BOUNDS_NO_POE"),
    "revocation_unknown": ("indeterminate", "TRY_LATER"),
    "time_unproven": ("indeterminate", "NO_POE"),
    "timestamp_untrusted": ("indeterminate", "NO_POE"),
}


def indication(one: SignatureReport) -> tuple[str, str]:
    """The main indication and, unless it is "total-passed", the sub-indication (EN 319 102-1 clause 5.1.3).

    What was changed after a signature has no indication of its own; it is a failure of format.
    """
    if one.intact.answer == "no":
        return "total-failed", "HASH_FAILURE" if one.intact.code == "bytes_differ" else "FORMAT_FAILURE"
    if one.authentic.answer == "no":
        return "total-failed", "SIG_CRYPTO_FAILURE"
    if one.unchanged.answer == "no":
        return "total-failed", "FORMAT_FAILURE"
    if one.authentic.code == "weak_algorithm":
        return "indeterminate", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    if "unsure" in (one.intact.answer, one.authentic.answer, one.unchanged.answer):
        return "indeterminate", "GENERIC"
    if one.valid_then.answer == "no":
        return _VALID_THEN.get(one.valid_then.code, ("indeterminate", "GENERIC"))
    if one.trusted.answer != "yes":
        purpose = one.trusted.code == "wrong_purpose"
        return "indeterminate", "CHAIN_CONSTRAINTS_FAILURE" if purpose else "NO_CERTIFICATE_CHAIN_FOUND"
    if one.valid_then.answer == "unsure":
        return _VALID_THEN.get(one.valid_then.code, ("indeterminate", "GENERIC"))
    return "total-passed", ""


def etsi_report(report: Report, at: datetime) -> bytes:
    """The report in XML, a part for each signature and time stamp. ``at`` is when it was checked."""
    every = sorted((*report.signatures, *report.timestamps), key=lambda one: one.number)
    told = ts.ValidationReport(
        signature_validation_report=tuple(_one(one, at) for one in every),
        signature_validation_objects=_objects(every),
    )
    text = XmlSerializer(config=SerializerConfig(indent="  ")).render(told, ns_map=_NAMES)
    return text.encode()


def _one(one: SignatureReport, at: datetime) -> ts.SignatureValidationReportType:
    main, sub = indication(one)
    digest = _digest(one.digest_algorithm, bytes.fromhex(one.digest))
    certificate = ts.VOReferenceType(voreference=(_id(one),)) if one.certificate_sha256 else None
    value = ds.SignatureValue(b64decode(one.value)) if one.value else None
    return ts.SignatureValidationReportType(
        signature_identifier=ts.SignatureIdentifierType(
            digest_alg_and_value=digest, signature_value=value, hash_only=False, doc_hash_only=False,
            daidentifier=one.field or None,
        ),
        validation_time_info=ts.ValidationTimeInfoType(
            validation_time=XmlDateTime.from_datetime(at), best_signature_time=_proof(one, at)
        ),
        signers_document=ts.SignersDocumentType(digest_alg_and_value=digest) if digest else None,
        signer_information=(
            ts.SignerInformationType(signer_certificate=certificate, signer=one.signer or None)
            if certificate
            else None
        ),
        signature_validation_process=ts.SignatureValidationProcessType(
            signature_validation_process_id=f"{_URN}:validationprocess:{_PROCESS[one.level]}"
        ),
        signature_validation_status=ts.ValidationStatusType(
            main_indication=f"{_URN}:mainindication:{main}",
            sub_indication=(f"{_URN}:subindication:{sub}",) if sub else (),
        ),
    )  # fmt: skip


def _proof(one: SignatureReport, at: datetime) -> ts.POEType:
    """When the signature existed at the latest: by a time stamp, or by this validation."""
    kind = "provided" if one.proven_at is None else "validation"
    return ts.POEType(
        poetime=XmlDateTime.from_datetime(one.proven_at or at), type_of_proof=f"{_URN}:poetype:{kind}"
    )


def _digest(algorithm: str, value: bytes) -> xades.DigestAlgAndValueType | None:
    if algorithm not in _DIGESTS or not value:
        return None
    return xades.DigestAlgAndValueType(
        digest_method=ds.DigestMethod(_DIGESTS[algorithm]), digest_value=ds.DigestValue(value)
    )


def _id(one: SignatureReport) -> str:
    return f"vo-{one.certificate_sha256}"


def _objects(every: Sequence[SignatureReport]) -> ts.ValidationObjectListType | None:
    """The signers' certificates, each once, by their digests."""
    named = {_id(one): one.certificate_sha256 for one in every if one.certificate_sha256}
    if not named:
        return None
    return ts.ValidationObjectListType(
        tuple(
            ts.ValidationObjectType(
                id=name,
                object_type=f"{_URN}:validationObject:certificate",
                validation_object_representation=ts.ValidationObjectRepresentationType(
                    digest_alg_and_value=_digest("sha256", bytes.fromhex(digest))
                ),
            )
            for name, digest in named.items()
        )
    )
