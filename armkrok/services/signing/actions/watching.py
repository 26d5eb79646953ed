"""How the time-stamp authorities feel, asked by the clock and shared by all processes."""

import logging
from datetime import timedelta

from armkrok.core.jobs import every
from armkrok.kit.days import now
from armkrok.services.signing import stamping
from armkrok.services.signing.models import StampingHealth

FRESH = timedelta(minutes=3)
log = logging.getLogger(__name__)


@every("* * * * *", "signing.watch_authorities")
def watch_authorities() -> None:
    """Ask every authority for a stamp and note how it went; what changes is told in the log."""
    before = {one.url: one for one in StampingHealth.objects.all()}
    for answer in stamping.ask_each():
        _note(before.get(answer.url), answer)
    StampingHealth.objects.exclude(url__in=stamping.addresses()).delete()


def health() -> list[StampingHealth]:
    """The configured authorities in order, as they answered last; those never asked are left out."""
    rows = {one.url: one for one in StampingHealth.objects.filter(url__in=stamping.addresses())}
    return [rows[url] for url in stamping.addresses() if url in rows]


def _note(row: StampingHealth | None, answer: stamping.Answer) -> None:
    moment = now()
    if answer.failure != (row.failure if row else ""):
        level = logging.WARNING if answer.failure else logging.INFO
        log.log(level, "time-stamp authority", extra={"url": answer.url, "failure": answer.failure})
    row = row or StampingHealth(url=answer.url)
    row.asked_at, row.failure, row.milliseconds = moment, answer.failure, answer.milliseconds
    if not answer.failure:
        row.answered_at, row.certificate_until = moment, answer.certificate_until
    row.save()
