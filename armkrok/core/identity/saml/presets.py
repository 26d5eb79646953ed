"""Where an administrator's settings begin: what each kind of identity provider is known to do.

Sources: Sweden Connect's Attribute Specification, Entity Categories and Deployment Profile for the Swedish
eID Framework; Microsoft's documentation of AD FS claim types and of SAML tokens in Entra ID. Names are
settings, never constants: a municipality's own provider may call them what it likes.
"""

from __future__ import annotations

from typing import Any, Final

from armkrok.core.identity.loa import LOA3

_DIGG: Final = "http://id.elegnamnden.se/loa/1.0/"
_SWEDEN_CONNECT: Final = "http://id.swedenconnect.se/loa/1.0/"
_CLAIMS: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_MICROSOFT: Final = "http://schemas.microsoft.com/"
UNCERTIFIED3: Final = f"{_SWEDEN_CONNECT}uncertified-loa3"
ACCEPTS_COORDINATION_NUMBER: Final = "http://id.swedenconnect.se/general-ec/1.0/accepts-coordination-number"
PUBLIC_SECTOR: Final = "http://id.elegnamnden.se/st/1.0/public-sector-sp"

SWEDISH_ATTRIBUTES: Final[dict[str, str]] = {
    "personal_number": "urn:oid:1.2.752.29.4.13",
    "prid": "urn:oid:1.2.752.201.3.4",
    "prid_persistence": "urn:oid:1.2.752.201.3.5",
    "mapped_number": "urn:oid:1.2.752.201.3.16",
    "mapped_binding": "urn:oid:1.2.752.201.3.6",
    "given_name": "urn:oid:2.5.4.42",
    "surname": "urn:oid:2.5.4.4",
    "name": "urn:oid:2.16.840.1.113730.3.1.241",
    "birth_date": "urn:oid:1.3.6.1.5.5.7.9.1",
    "affiliation": "urn:oid:1.2.752.201.3.1",
    "employee_id": "urn:oid:1.2.752.29.6.2.1",
    "transaction": "urn:oid:1.2.752.201.3.2",
    "parameters": "urn:oid:1.2.752.201.3.3",
}

PRESETS: Final[dict[str, dict[str, Any]]] = {
    "sweden-connect": {
        "attributes": SWEDISH_ATTRIBUTES,
        "requested_levels": [LOA3, f"{UNCERTIFIED3}", f"{_DIGG}eidas-nf-sub", f"{_DIGG}eidas-nf-high"],
        "accepted_levels": [LOA3, f"{UNCERTIFIED3}", f"{_DIGG}eidas-nf-sub", f"{_DIGG}eidas-nf-high"],
        "entity_categories": [
            "http://id.elegnamnden.se/ec/1.0/loa3-pnr",
            "http://id.elegnamnden.se/ec/1.0/eidas-naturalperson",
            ACCEPTS_COORDINATION_NUMBER,
            PUBLIC_SECTOR,
        ],
        "requires_signed_response": True,
        "requires_signed_assertion": False,
        "requires_encryption": True,
        "forces_login": True,
    },
    "adfs": {
        "attributes": {
            "personal_number": SWEDISH_ATTRIBUTES["personal_number"],
            "subject": f"{_CLAIMS}upn",
            "given_name": f"{_CLAIMS}givenname",
            "surname": f"{_CLAIMS}surname",
            "name": f"{_CLAIMS}name",
            "employee_id": SWEDISH_ATTRIBUTES["employee_id"],
        },
        "requested_levels": [],
        "accepted_levels": [UNCERTIFIED3],
        "level_names": {f"{_MICROSOFT}claims/multipleauthn": UNCERTIFIED3},
        "requires_signed_response": True,
        "requires_signed_assertion": True,
        "requires_encryption": True,
        "allows_cbc": True,
        "forces_login": True,
    },
    "entra": {
        "attributes": {
            "subject": f"{_MICROSOFT}identity/claims/objectidentifier",
            "given_name": f"{_CLAIMS}givenname",
            "surname": f"{_CLAIMS}surname",
            "name": f"{_MICROSOFT}identity/claims/displayname",
        },
        "requested_levels": [],
        "accepted_levels": [UNCERTIFIED3],
        "level_names": {f"{_MICROSOFT}claims/multipleauthn": UNCERTIFIED3},
        "requires_signed_response": True,
        "requires_signed_assertion": True,
        "requires_encryption": True,
        "allows_cbc": True,
        "forces_login": True,
    },
}
"""`adfs` serves other municipal providers as well (PhenixID, Pointsharp, MobilityGuard), with names of their
own.
"""
