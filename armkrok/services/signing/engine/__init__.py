"""The signing engine: from an uploaded PDF to a signed, sealed and verifiable one. No Django here.

The order of use: ``bounded_rebuild`` an upload, ``bounded_page_image`` to show it, ``bounded_prepare`` the
signature page and fields, then under one lock per document ``issue_signer`` and ``sign`` for each person,
``seal`` after the last, and ``bounded_validate`` for anybody who asks.
"""

from armkrok.services.signing.engine.authentication_context import (
    AuthenticationContext,
    MappedAttribute,
    OidcDraftContext,
    SamlContext,
)
from armkrok.services.signing.engine.authority import (
    Authority,
    AuthorityName,
    IdentifierKind,
    SignerIdentity,
    SigningCredential,
    certificates_to_pem,
    certify_issuing,
    certify_seal,
    create_issuing,
    create_root,
    from_pem,
    issue_signer,
    organisation_identifier,
    pseudonym,
    to_pem,
)
from armkrok.services.signing.engine.bounded import bounded, shut_down
from armkrok.services.signing.engine.box import BoxText, long_time
from armkrok.services.signing.engine.certificate_parts import PublishedAt
from armkrok.services.signing.engine.command import verify_command
from armkrok.services.signing.engine.document_seal import seal_document
from armkrok.services.signing.engine.errors import (
    CannotSign,
    EngineError,
    KeyUnavailable,
    TimestampUnavailable,
    Unacceptable,
    Unfinished,
)
from armkrok.services.signing.engine.facts import (
    AsIs,
    CopyFacts,
    Cut,
    Derived,
    FontFiles,
    Limits,
    PageFacts,
    PageImage,
    Place,
    Prepared,
    Rebuilt,
    ReportPart,
    ReportSheet,
    SheetFacts,
    SheetPaper,
    Signatory,
    SignedFacts,
    Signer,
    Vouched,
)
from armkrok.services.signing.engine.files import file_sha256
from armkrok.services.signing.engine.guarded import (
    bounded_check_report,
    bounded_cut_revision,
    bounded_derive,
    bounded_etsi_report,
    bounded_inspect_signed,
    bounded_page_image,
    bounded_page_text,
    bounded_paper_sheet,
    bounded_prepare,
    bounded_prepare_as_is,
    bounded_rebuild,
    bounded_validate,
)
from armkrok.services.signing.engine.keystore import FileKeys, KeyStore
from armkrok.services.signing.engine.plain_text import one_line
from armkrok.services.signing.engine.revocation import Revoked, revocation_list
from armkrok.services.signing.engine.seal import Sealed, seal
from armkrok.services.signing.engine.sign import Signed, sign
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.tokens import Token
from armkrok.services.signing.engine.trust_folder import ReadList, read_folder, trust_from_folder
from armkrok.services.signing.engine.validation.report import (
    Change,
    Finding,
    Report,
    SignatureReport,
    report_from,
)
from armkrok.services.signing.engine.validation.trust_lists import TrustList, trust_list

__all__ = [
    "AsIs",
    "AuthenticationContext",
    "Authority",
    "AuthorityName",
    "BoxText",
    "CannotSign",
    "Change",
    "CopyFacts",
    "Cut",
    "Derived",
    "EngineError",
    "FileKeys",
    "Finding",
    "FontFiles",
    "IdentifierKind",
    "KeyStore",
    "KeyUnavailable",
    "Limits",
    "MappedAttribute",
    "OidcDraftContext",
    "PageFacts",
    "PageImage",
    "Place",
    "Prepared",
    "PublishedAt",
    "ReadList",
    "Rebuilt",
    "Report",
    "ReportPart",
    "ReportSheet",
    "Revoked",
    "SamlContext",
    "Sealed",
    "SheetFacts",
    "SheetPaper",
    "Signatory",
    "SignatureReport",
    "Signed",
    "SignedFacts",
    "Signer",
    "SignerIdentity",
    "SigningCredential",
    "TimestampUnavailable",
    "Timestamper",
    "Token",
    "TrustList",
    "Unacceptable",
    "Unfinished",
    "Vouched",
    "bounded",
    "bounded_check_report",
    "bounded_cut_revision",
    "bounded_derive",
    "bounded_etsi_report",
    "bounded_inspect_signed",
    "bounded_page_image",
    "bounded_page_text",
    "bounded_paper_sheet",
    "bounded_prepare",
    "bounded_prepare_as_is",
    "bounded_rebuild",
    "bounded_validate",
    "certificates_to_pem",
    "certify_issuing",
    "certify_seal",
    "create_issuing",
    "create_root",
    "file_sha256",
    "from_pem",
    "issue_signer",
    "long_time",
    "one_line",
    "organisation_identifier",
    "pseudonym",
    "read_folder",
    "report_from",
    "revocation_list",
    "seal",
    "seal_document",
    "shut_down",
    "sign",
    "to_pem",
    "trust_from_folder",
    "trust_list",
    "verify_command",
]
