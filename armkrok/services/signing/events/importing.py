"""What happens in the watched folder."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class FileImported(Event):
    """A file in the watched folder became a request; the sum is of the file and its sidecar together."""

    text = _("Hämtade ett dokument från mappen")
    sha256: str


@dataclass(frozen=True)
class FileRefused(Event):
    """A file in the watched folder could not be used."""

    text = _("Kunde inte använda ett dokument i mappen")
    sha256: str


EVENTS = (FileImported, FileRefused)
