"""Checking a signed file, in a separate process with limits; nothing is kept."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from armkrok.core.documents import files
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import revocation, stamping
from armkrok.services.signing.engine import (
    Report,
    TrustList,
    Unacceptable,
    Unfinished,
    bounded_cut_revision,
    bounded_validate,
    read_folder,
    trust_from_folder,
)
from armkrok.services.signing.engine.validation.trust_lists import trust_list
from armkrok.services.signing.errors import NoSuchRevision
from armkrok.services.signing.external import services_in
from armkrok.services.signing.models import IssuedCertificate

SECONDS = 30.0


def checked(path: Path) -> Report:
    """The engine's report on a file; "not established" when the work had to be stopped."""
    report = bounded_validate(path, trust_lists(), seconds=SECONDS)
    lists = _revocation_lists(report)
    return bounded_validate(path, trust_lists(), lists, seconds=SECONDS) if lists else report


def _revocation_lists(report: Report) -> list[bytes]:
    """Present lists of our own authorities: for files that do not carry their own yet, and for revoked ones.

    A list inside a sealed file is as old as the seal, so what was revoked since stands in the present one
    only. Nothing is fetched for certificates that others issued: a file could then make us call anywhere.
    """
    serials = {plain_serial(one.certificate_serial): one.valid_then.code for one in report.signatures}
    issued = IssuedCertificate.objects.filter(serial__in=serials).values_list("issued_by", "serial")
    lists: dict[UUID, bytes] = {}
    for organisation_id, serial in issued:
        with scope(organisation_id):
            if serials[serial] == "revocation_unknown" or revocation.is_revoked(serial):
                lists[organisation_id] = lists.get(organisation_id) or revocation.current()
    return [*lists.values(), revocation.of_root()] if lists else []


def plain_serial(serial: str) -> str:
    """A certificate's serial number as IssuedCertificate keeps it."""
    return serial.replace(":", "").upper().lstrip("0")


def trust_lists() -> tuple[TrustList, ...]:
    """Everybody we trust: the files in the TRUST folder, and whom we have agreements with.

    That is the configured time-stamp authorities and external signing services.
    """
    folder = Path(settings.TRUST)
    read = read_folder(folder) if folder.is_dir() else ()
    lists = tuple(one.trusted for one in read if one.trusted is not None)
    services = services_in(settings.SIGN_SERVICES).values()
    others = (trust_list(one.name, one.roots) for one in services)
    return (*lists, *(one for root in stamping.roots() for one in _authority(root)), *others)


def _authority(root: Path) -> tuple[TrustList, ...]:
    if not root.is_file():
        return ()
    inside = trust_from_folder(root.parent)
    return tuple(TrustList("tidsstampel", one.certificates) for one in inside if one.name == root.stem)


def checked_upload(chunks: Iterable[bytes]) -> Report:
    """The same for a file that comes in; raises TooLarge."""
    with files.workplace() as folder:
        return checked(files.receive(chunks, folder / "check.pdf", settings.UPLOAD_LIMIT).path)


def cut_upload(chunks: Iterable[bytes], number: int) -> bytes:
    """A file that comes in, as it was when signature ``number`` was made; raises TooLarge, NoSuchRevision."""
    with files.workplace() as folder:
        return cut_stored(files.receive(chunks, folder / "whole.pdf", settings.UPLOAD_LIMIT).path, number)


def cut_stored(path: Path, number: int) -> bytes:
    """A file on disk as it was when signature ``number`` was made. Raises NoSuchRevision."""
    with files.workplace() as folder:
        try:
            bounded_cut_revision(path, folder / "cut.pdf", number, seconds=SECONDS)
        except (Unacceptable, Unfinished) as error:
            raise NoSuchRevision from error
        return (folder / "cut.pdf").read_bytes()
