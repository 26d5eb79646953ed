"""`armkrok verify FILE…`: who signed, when, what has changed since. Needs neither database nor Django."""

import os
from argparse import Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from armkrok.services.signing.archive.command import verify_package
from armkrok.services.signing.archive.reading import is_package
from armkrok.services.signing.engine.command import verify_command
from armkrok.services.signing.engine.trust_folder import trust_from_folder
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.site.cli.place import Stop, home

VALID, ALTERED, UNKNOWN = 0, 1, 2


def command(wanted: Namespace) -> int:
    """0: all signatures valid and nothing else added. 1: altered or invalid. 2: cannot be established.

    The worst answer of several files decides: 1, then 2, then 0.
    """
    try:
        lists = tuple(_trusted(wanted.trust))
    except (OSError, ValueError) as error:
        raise Stop(f"Rotcertifikaten kunde inte läsas: {error}", UNKNOWN) from error
    codes = []
    told: list[str] = []
    for one in wanted.files:
        out = StringIO()
        verify = verify_package if is_package(one) else verify_command
        codes.append(verify(one, wanted.as_json, lists, out))
        told.append(out.getvalue().rstrip())
    if wanted.as_json and len(told) > 1:
        print("[" + ",\n".join(told) + "]")
    else:
        print("\n\n".join(told))
    return next(code for code in (ALTERED, UNKNOWN, VALID) if code in codes)


def _trusted(more: Path | None) -> Iterator[TrustList]:
    """The same roots as the web trusts: the trust folder and the time-stamp authorities; then those named."""
    base = home()
    folder = Path(os.environ.get("ARMKROK_TRUST") or base / "trust")
    if folder.is_dir():
        yield from trust_from_folder(folder)
    for root in (os.environ.get("ARMKROK_TSA_ROOT") or str(base / "tsa" / "root.pem")).split(","):
        yield from _stamping(Path(root.strip()))
    if more:
        yield from trust_from_folder(more)


def _stamping(root: Path) -> Iterator[TrustList]:
    """A time-stamp authority's root, if its file is there."""
    inside = trust_from_folder(root.parent) if root.is_file() else ()
    yield from (TrustList("tidsstampel", one.certificates) for one in inside if one.name == root.stem)
