"""Usage rights signatures (ISO 32000-1 12.8.2.3): a program's licence mark, and nobody's signature.

Adobe put them into files so that its free reader offered more functions. They hang in the catalog's /Perms,
under /UR3 or the older /UR; ISO 32000-2 has done away with them. No person has signed anything by them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf

ByteRange = tuple[int, ...]
_METHODS = (Name.UR, Name.UR3)


def usage_rights(pdf: Pdf) -> Iterator[Object]:
    """The usage rights signatures that the catalog names."""
    permissions = pdf.Root.get("/Perms")
    for key in ("/UR3", "/UR"):
        value = permissions.get(key) if isinstance(permissions, Dictionary) else None
        if isinstance(value, Dictionary) and _is_for_usage(value):
            yield value


def byte_range_of(value: Object) -> ByteRange:
    """What a signature dictionary says it covers, or nothing."""
    numbers = value.get("/ByteRange")
    listed: list[object] = list(numbers) if isinstance(numbers, Array) else []
    return tuple(one for one in listed if isinstance(one, int))


def _is_for_usage(value: Object) -> bool:
    """Whether every reference of it is of that kind; a person's signature that is put there stays one."""
    references = value.get("/Reference")
    methods = [
        one.get("/TransformMethod")
        for one in (references if isinstance(references, Array) else ())
        if isinstance(one, Dictionary)
    ]
    return bool(methods) and all(one in _METHODS for one in methods)
