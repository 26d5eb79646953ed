"""A key that is kept goes to the place that it was given for, and to no other."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from armkrok.services.school.errors.suppliers import KeyIsForAnother


def demand_key(before: Mapping[str, Any], after: Mapping[str, Any], *, kept: bytes, given: str) -> None:
    """Raise KeyIsForAnother when an address of `after` leads elsewhere than before, with the kept key.

    Who may change an address may not therefore read the key: it has to be written again. An address that is
    taken away takes no key, but for the giver of tokens: without it the key itself is sent to the other.
    """
    moved = any(
        _place(before.get(name)) != _place(url) for name, url in after.items() if url or name == "token_url"
    )
    if kept and not given and moved:
        raise KeyIsForAnother


def _place(url: Any) -> tuple[str, str]:
    parts = urlsplit(str(url or ""))
    return parts.scheme, parts.netloc.lower()
