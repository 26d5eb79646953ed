"""Checking a signed file, in a separate process with limits; nothing is kept."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from armkrok.core.documents import files
from armkrok.services.signing.engine import Report, TrustList, bounded_validate, trust_from_folder

SECONDS = 30.0


def checked(path: Path) -> Report:
    """The engine's report on a file; "not established" when the work had to be stopped."""
    return bounded_validate(path, trust_lists(), seconds=SECONDS)


def trust_lists() -> tuple[TrustList, ...]:
    """Everybody we trust: the files in the TRUST folder, and the configured time-stamp authority."""
    folder = Path(settings.TRUST)
    lists = trust_from_folder(folder) if folder.is_dir() else ()
    return (*lists, *_authority(Path(settings.TSA_ROOT)))


def _authority(root: Path) -> tuple[TrustList, ...]:
    if not root.is_file():
        return ()
    inside = trust_from_folder(root.parent)
    return tuple(TrustList("tidsstampel", one.certificates) for one in inside if one.name == root.stem)


def checked_upload(chunks: Iterable[bytes]) -> Report:
    """The same for a file that comes in; raises TooLarge."""
    with files.workplace() as folder:
        return checked(files.receive(chunks, folder / "check.pdf", settings.UPLOAD_LIMIT).path)
