"""Why a BankID signature is not accepted. Each reason is one check that failed."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One value per check; stable, since it is kept in logs and evidence."""

    UNREADABLE = "unreadable"
    NOT_XML = "not_xml"
    DTD = "dtd"
    STRUCTURE = "structure"
    ALGORITHM = "algorithm"
    DIGEST_DATA = "digest_data"
    DIGEST_KEY_INFO = "digest_key_info"
    SIGNATURE = "signature"
    CERTIFICATE = "certificate"
    CHAIN = "chain"
    CHAIN_TIME = "chain_time"
    OCSP_FORMAT = "ocsp_format"
    OCSP_REVOKED = "ocsp_revoked"
    OCSP_UNKNOWN = "ocsp_unknown"
    OCSP_SERIAL = "ocsp_serial"
    OCSP_ISSUER = "ocsp_issuer"
    OCSP_SIGNATURE = "ocsp_signature"
    OCSP_NONCE = "ocsp_nonce"
    OCSP_TIME = "ocsp_time"
    VISIBLE_DATA = "visible_data"
    NON_VISIBLE_DATA = "non_visible_data"
    FUNC_ID = "func_id"
    PERSONAL_NUMBER = "personal_number"


class NotVerified(Exception):
    """The answer must not be trusted: nobody is logged in and nothing is signed.

    `code` says which check failed. The text never holds personal data.
    """

    def __init__(self, code: Reason, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail
