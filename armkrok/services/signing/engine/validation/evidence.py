"""The document security store (DSS): certificates, revocation lists and OCSP answers kept in the file.

ETSI EN 319 142-1 section 5.4.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from pikepdf import Array, Dictionary, Object, Stream

_STORES = frozenset({"/Certs", "/CRLs", "/OCSPs"})
_RELATED = frozenset({"/Cert", "/CRL", "/OCSP", "/TS"})
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Evidence:
    """What the file brings along, in DER."""

    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()


def evidence_objects(root: Object) -> set[tuple[int, int]]:
    """Keys of every indirect object the DSS is made of. Raises ValueError if it is not shaped as a DSS."""
    store = root.get("/DSS")
    if store is None:
        return set()
    keys = set(_keys(store))
    if not isinstance(store, Dictionary) or set(store.keys()) - _STORES - {"/Type", "/VRI"}:
        raise ValueError("not a DSS")
    for name in _STORES & set(store.keys()):
        keys |= _streams(store[name])
    related = store.get("/VRI", Dictionary())
    keys |= set(_keys(related))
    for one in related.values():
        if set(one.keys()) - _RELATED - {"/Type", "/TU"}:
            raise ValueError("not a VRI")
        keys |= set(_keys(one))
        for name in _RELATED & set(one.keys()):
            keys |= _streams(one[name])
    return keys


def _streams(value: Object) -> set[tuple[int, int]]:
    members = list(value) if isinstance(value, Array) else [value]
    if any(not isinstance(one, Stream) for one in members):
        raise ValueError("the DSS holds streams only")
    return {key for one in (value, *members) for key in _keys(one)}


def _keys(value: Object) -> Iterator[tuple[int, int]]:
    if value.is_indirect:
        yield value.objgen


def read_evidence(root: Object) -> Evidence:
    """The DSS's contents; what cannot be read is left out."""
    store = root.get("/DSS")
    if not isinstance(store, Dictionary):
        return Evidence()
    related = store.get("/VRI")
    entries = [one for one in related.values() if isinstance(one, Dictionary)] if _is_plain(related) else []
    kinds = (("/Certs", "/Cert"), ("/CRLs", "/CRL"), ("/OCSPs", "/OCSP"))
    return Evidence(
        *(
            tuple(
                {*_contents(store.get(whole)), *(der for one in entries for der in _contents(one.get(part)))}
            )
            for whole, part in kinds
        )
    )


def _is_plain(value: object) -> TypeGuard[Object]:
    return isinstance(value, Dictionary) and not isinstance(value, Stream)


def _contents(value: Object | None) -> Iterator[bytes]:
    for one in value if isinstance(value, Array) else ():
        if isinstance(one, Stream) and int(one.stream_dict.get("/Length", 0)) < _LARGEST:
            yield one.read_bytes()
