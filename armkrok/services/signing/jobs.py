"""What the clock starts."""

import logging

from armkrok.core.audit.anchoring import anchor
from armkrok.core.jobs import every
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import issuing, key_health, watching
from armkrok.services.signing.actions.reminding import look_after, requests_to_look_at
from armkrok.services.signing.engine import TimestampUnavailable

log = logging.getLogger(__name__)


@every("5 6 * * *", "signing.remind")
def remind_all() -> None:
    """Send the reminders of the day, and tell senders of last days that have passed.

    A transaction for each request: one that fails is tried tomorrow and does not stop the others.
    """
    for place in open_places("signing"):
        with scope(place.pk):
            waiting = requests_to_look_at()
        for request_id in waiting:
            try:
                with scope(place.pk):
                    look_after(request_id)
            except Exception:
                log.exception("reminders of a request failed", extra={"request": str(request_id)})


@every("20 1 * * *", "signing.anchor")
def anchor_all() -> None:
    """Time-stamp the head of every organisation's audit chain; what fails today is stamped tomorrow."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        try:
            with scope(organisation_id):
                anchor(lambda digest: issuing.timestamper().token(digest).content)
        except TimestampUnavailable as error:
            log.warning("audit chain not anchored", extra={"why": error.code})


@every("* * * * *", "signing.import")
def import_all() -> None:
    """Take what lies in the organisations' watched folders."""
    for organisation_id, slug in Organisation.objects.values_list("pk", "slug"):
        folder = watching.folder_of(slug)
        if folder is None:
            continue
        with scope(organisation_id):
            is_open = OpenService.objects.filter(service_key="signing").exists()
        if is_open:
            watching.Watch(organisation_id, folder).look()


@every("40 5 * * *", "signing.watch-keys")
def watch_keys() -> None:
    """Say in the log, as errors, what will soon stop signing: certificates that end, lists that grow old."""
    for sentence in key_health.faults():
        log.error("keys need care", extra={"what": sentence})
