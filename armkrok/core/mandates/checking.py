"""Whether a right still holds: what we know of it is enough for a while, then the register is asked again."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import ActsForAnother
from armkrok.core.mandates.actions import let_go
from armkrok.core.mandates.errors import MandateEnded, MandateUnsure, SourceSilent
from armkrok.core.mandates.models import Mandate
from armkrok.core.mandates.queries import acted_by
from armkrok.core.mandates.refreshing import refresh
from armkrok.kit.days import now

log = logging.getLogger(__name__)
BEFORE_DEED = timedelta(minutes=1)
"""How old an answer may be when something is done and not only read."""
PAUSE = timedelta(seconds=20)
"""How long the register is left alone after it was asked, whatever it answered."""


def check(actor: Actor, service_key: str, deed: bool) -> frozenset[str]:
    """The only services of the right; none is all. Raises ActsForAnother outside them.

    Raises MandateEnded or MandateUnsure when the right is over: then the person acts as herself from now on,
    and the operator's log tells why.
    """
    mandate = acted_by(actor)
    if mandate is None:
        let_go(actor, "ended")
        raise MandateEnded
    if not mandate.covers(service_key):
        raise ActsForAnother
    limit = BEFORE_DEED if deed else timedelta(minutes=settings.MANDATES["minutes"])
    if now() - mandate.checked_at > limit:
        _ask_again(actor, mandate)
    return frozenset(mandate.services)


def confirm(actor: Actor) -> None:
    """The same check just before a deed that cannot be undone, wherever in the code that is."""
    if actor.principal_id:
        check(actor, "", deed=True)


def _ask_again(actor: Actor, mandate: Mandate) -> None:
    if _is_first(mandate.pk):
        try:
            refresh(mandate.holder_id)
        except SourceSilent as why:
            log.warning("the register of mandates gave no answer: %s", why)
    if (found := acted_by(actor)) is None:
        let_go(actor, "ended")
        raise MandateEnded
    if now() - found.checked_at > timedelta(minutes=settings.MANDATES["grace"]):
        let_go(actor, "silent")
        raise MandateUnsure


def _is_first(mandate_id: UUID) -> bool:
    """Of many requests at once one asks, and the rest go on with what is known."""
    moment = now()
    due = models.Q(tried_at__lt=moment - PAUSE) | models.Q(tried_at__lte=models.F("checked_at"))
    return bool(Mandate.objects.filter(due, pk=mandate_id).update(tried_at=moment))
