"""What happens to templates, copies and lists of people."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class RequestCopied(Event):
    """A draft was begun from an earlier request or a template."""

    text = _("Gjorde om en tidigare begäran")
    source_id: UUID


@dataclass(frozen=True)
class TemplateSaved(Event):
    """A request was kept to begin from."""

    text = _("Sparade en mall")
    is_shared: bool


@dataclass(frozen=True)
class TemplateChanged(Event):
    """A template got another name, or was shared or not."""

    text = _("Ändrade en mall")
    is_shared: bool


@dataclass(frozen=True)
class TemplateDiscarded(Event):
    """A template was thrown away."""

    text = _("Tog bort en mall")


@dataclass(frozen=True)
class ListUploaded(Event):
    """A list of people was read for a bulk sending."""

    text = _("Läste in en lista för massutskick")
    good: int
    bad: int


@dataclass(frozen=True)
class ListDiscarded(Event):
    """The list was taken away before anything was sent."""

    text = _("Tog bort en lista för massutskick")


@dataclass(frozen=True)
class BulkAccepted(Event):
    """Everybody on the list gets a copy of their own."""

    text = _("Började ett massutskick")
    people: int


@dataclass(frozen=True)
class BulkSent(Event):
    """The last copy has gone out."""

    text = _("Massutskicket är ute")
    people: int


@dataclass(frozen=True)
class BulkCancelled(Event):
    """What was not sent is not sent, and what is not completed is taken back."""

    text = _("Drog tillbaka resten av ett massutskick")


@dataclass(frozen=True)
class BulkReminded(Event):
    """Everybody who is left in a bulk sending is being reminded."""

    text = _("Påminde alla i ett massutskick")


EVENTS = (
    RequestCopied, TemplateSaved, TemplateChanged, TemplateDiscarded, ListUploaded, ListDiscarded,
    BulkAccepted, BulkSent, BulkCancelled, BulkReminded,
)  # fmt: skip
