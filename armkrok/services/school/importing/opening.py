"""Opening a source for reading: an uploaded file, an address, an API or a directory."""

import io
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core import outgoing
from armkrok.core.identity import sealed
from armkrok.services.school.importing import csv_reading, directory_reading, egil_reading, ss12000_reading
from armkrok.services.school.importing.delimited import Text
from armkrok.services.school.importing.records import Reading, SourceFailed
from armkrok.services.school.models import ImportFile, ImportRun, Source

LARGEST = 100_000_000
"""Bytes of a file as it comes."""
LARGEST_UNPACKED = 1_000_000_000
MOST_MEMBERS = 1000
USUAL = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""Ways of packing that need no more memory than a buffer, whatever the file says."""
DAMAGED = gettext_lazy("Zip-filen är skadad och går inte att packa upp.")
SECONDS = 300.0
_PURPOSE = "school-import-file"


def open_reading(run: ImportRun) -> Reading:
    """What the run's source tells now; raises SourceFailed."""
    source: Source = run.source
    if source.kind == Source.Kind.SS12000:
        return ss12000_reading.reading(source)
    if source.kind == Source.Kind.DIRECTORY:
        return directory_reading.reading(source)
    texts = _texts(run)
    if source.kind == Source.Kind.EGIL_CSV:
        return egil_reading.reading(texts)
    return csv_reading.reading(texts)


def keep_file(run: ImportRun, name: str, content: bytes) -> None:
    """Keep an uploaded file, packed and sealed, until its run is over."""
    packed = b64encode(zlib.compress(content, 1)).decode()
    ImportFile.objects.create(run=run, name=name[-120:], content=sealed.seal(packed, _PURPOSE))


def _texts(run: ImportRun) -> list[Text]:
    files = list(run.files.all())
    pairs = [(one.name, _unpacked(one)) for one in files] if files else [_fetched(run.source)]
    return [text for name, content in pairs for text in _in(name, content)]


def _unpacked(file: ImportFile) -> bytes:
    return zlib.decompress(b64decode(sealed.unseal(bytes(file.content), _PURPOSE)))


def _fetched(source: Source) -> tuple[str, bytes]:
    """The file at the source's address."""
    url = str(source.settings.get("url", ""))
    if not url:
        raise SourceFailed(_("Källan har ingen adress att hämta från. Lämna en fil i stället."))
    secret = source.secret_in_clear()
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    try:
        answer = outgoing.fetch(
            "GET",
            url,
            headers=headers,
            largest=LARGEST,
            seconds=SECONDS,
            organisation=source.organisation.slug,
        )
    except outgoing.TooLarge as error:
        raise SourceFailed(_("Filen på källans adress är för stor.")) from error
    except outgoing.NotDelivered as error:
        raise SourceFailed(
            _("Källans adress svarade inte. Kontrollera adressen, och att den är igång.")
        ) from error
    if answer.status != 200:
        raise SourceFailed(_("Källans adress svarade {status}.").format(status=answer.status))
    return url.partition("?")[0].rsplit("/", 1)[-1] or "fil.csv", answer.body


def _in(name: str, content: bytes) -> list[Text]:
    """The file itself, or those that are packed in it."""
    if not content.startswith(b"PK\x03\x04"):
        return [Text(name, lambda: io.BytesIO(content))]
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = [one for one in archive.infolist() if not one.is_dir()]
        if any(one.flag_bits & 1 for one in members):
            raise SourceFailed(_("Zip-filen är låst med lösenord. Lämna den utan lösenord."))
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
            raise SourceFailed(_("Zip-filen är för stor uppackad."))
        if any(one.compress_type not in USUAL for one in members):
            raise SourceFailed(DAMAGED)
    except zipfile.BadZipFile as error:
        raise SourceFailed(DAMAGED) from error
    return [Text(one.filename, _opener(archive, one)) for one in members]


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)
