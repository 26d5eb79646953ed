"""Revocation evidence inside a signature's container: Adobe's attribute (ISO 32000-2 12.8.3.3.2) and the
field of CMS (RFC 5652 10.2.1, RFC 5940)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from asn1crypto import cms, core
from asn1crypto import pdf as asn1_pdf  # noqa: F401 (registers Adobe's attribute)

_ADOBE = "adobe_revocation_info_archival"


class Carried(TypedDict):
    """OCSP answers and revocation lists, in DER."""

    answers: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]


def revocation_in(signed_data: cms.SignedData, signer_info: cms.SignerInfo) -> Carried:
    """What a container carries; what does not read is left out, since evidence only ever adds."""
    answers: list[bytes] = []
    lists: list[bytes] = []
    try:
        for kind, der in (*_beside(signed_data), *_in_attributes(signer_info)):
            (answers if kind == "ocsp" else lists).append(der)
    except (ValueError, TypeError, KeyError):
        pass
    return {"answers": tuple(answers), "revocation_lists": tuple(lists)}


def _beside(signed_data: cms.SignedData) -> Iterator[tuple[str, bytes]]:
    held = signed_data["crls"]
    for one in () if held is core.VOID else held:
        if one.name == "crl":
            yield "crl", one.chosen.dump()
        elif one.chosen["other_rev_info_format"].native == "ocsp_response":
            yield "ocsp", one.chosen["other_rev_info"].dump()


def _in_attributes(signer_info: cms.SignerInfo) -> Iterator[tuple[str, bytes]]:
    for place in ("signed_attrs", "unsigned_attrs"):
        attributes = signer_info[place]
        for attribute in () if attributes is core.VOID else attributes:
            if attribute["type"].native == _ADOBE:
                for value in attribute["values"]:
                    yield from (
                        (kind, one.dump()) for kind in ("ocsp", "crl") for one in _members(value[kind])
                    )


def _members(value: object) -> Iterator[core.Asn1Value]:
    if isinstance(value, core.SequenceOf):
        yield from value
