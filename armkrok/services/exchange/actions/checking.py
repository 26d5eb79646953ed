"""Having the account of releases checked, which is itself told in the log of deeds."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.exchange.events import ReleaseLogChecked
from armkrok.services.exchange.queries.chain import verify


@dataclass(frozen=True)
class Checked:
    """How the walk went, in words."""

    is_whole: bool
    text: str
    faults: tuple[str, ...]
    at: datetime


@transaction.atomic
def check(*, by: Actor) -> Checked:
    """Walk the chain, compare every batch with its rows, and record how it went."""
    found = verify()
    record(ReleaseLogChecked(found.rows, len(found.faults)), about=current_organisation(), by=by)
    return Checked(
        found.is_whole,
        _words(found.rows)
        if found.is_whole
        else _("Loggen är inte hel. Någon har ändrat eller tagit bort rader."),
        tuple(
            _("Rad {sequence}: {text}").format(sequence=one.sequence, text=one.text) for one in found.faults
        ),
        now(),
    )


def _words(rows: int) -> str:
    return ngettext(
        "Loggen är hel. Den enda raden i kedjan är orörd.",
        "Loggen är hel. Alla %(n)s rader i kedjan är orörda och i rätt ordning.",
        rows,
    ) % {"n": rows}
