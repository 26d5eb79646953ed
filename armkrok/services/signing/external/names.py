"""Names of the protocol: XML namespaces, identifiers and status codes.

OASIS DSS 1.0 core, Sweden Connect's DSS extension (registration number 2019-314) and its implementation
profile (2019-312), SAML 2.0 for attributes.
"""

from __future__ import annotations

from typing import Final

DSS: Final = "urn:oasis:names:tc:dss:1.0:core:schema"
CSIG: Final = "http://id.elegnamnden.se/csig/1.1/dss-ext/ns"
SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XS: Final = "http://www.w3.org/2001/XMLSchema"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES: Final = {"dss": DSS, "csig": CSIG, "saml": SAML, "ds": DS, "xs": XS, "xsi": XSI}

PROFILE: Final = "http://id.elegnamnden.se/csig/1.1/dss-ext/profile"
BINDING: Final = "POST/XML/1.0"
VERSION: Final = "1.4"
ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
URI_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
SUCCESS: Final = "urn:oasis:names:tc:dss:1.0:resultmajor:Success"

PERSONAL_NUMBER: Final = "urn:oid:1.2.752.29.4.13"
GIVEN_NAME: Final = "urn:oid:2.5.4.42"
SURNAME: Final = "urn:oid:2.5.4.4"
DISPLAY_NAME: Final = "urn:oid:2.16.840.1.113730.3.1.241"

ECDSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

STATUS_1_0: Final = "http://id.elegnamnden.se/sig-status/1.0/"
STATUS_1_1: Final = "http://id.swedenconnect.se/sig-status/1.1/"


def dss(name: str) -> str:
    """A tag of OASIS DSS."""
    return f"{{{DSS}}}{name}"


def csig(name: str) -> str:
    """A tag of the DSS extension."""
    return f"{{{CSIG}}}{name}"


def saml(name: str) -> str:
    """A tag of SAML assertions."""
    return f"{{{SAML}}}{name}"


def ds(name: str) -> str:
    """A tag of XML signatures."""
    return f"{{{DS}}}{name}"
