"""What Underskrift keeps: requests, the evidence of what people did, the register, keys and the archive."""

from armkrok.services.signing.models.archive import Culled, Culling, Delivery
from armkrok.services.signing.models.asking import Bulk, BulkRow, ImportedFile, Placement, Remark, StandIn
from armkrok.services.signing.models.evidence import Act, Consent, IssuedCertificate, Signature
from armkrok.services.signing.models.external import ExternalSigning, Handoff
from armkrok.services.signing.models.keys import IssuingAuthority, Revocation, SealKey, StampingHealth
from armkrok.services.signing.models.on_paper import OnPaper
from armkrok.services.signing.models.register import Body, Minutes, SigningPolicy, TypeVersion
from armkrok.services.signing.models.requests import Document, Party, SigningRequest, public_code

__all__ = [
    "Act",
    "Body",
    "Bulk",
    "BulkRow",
    "Consent",
    "Culled",
    "Culling",
    "Delivery",
    "Document",
    "ExternalSigning",
    "Handoff",
    "ImportedFile",
    "IssuedCertificate",
    "IssuingAuthority",
    "Minutes",
    "OnPaper",
    "Party",
    "Placement",
    "Remark",
    "Revocation",
    "SealKey",
    "Signature",
    "SigningPolicy",
    "SigningRequest",
    "StampingHealth",
    "StandIn",
    "TypeVersion",
    "public_code",
]
