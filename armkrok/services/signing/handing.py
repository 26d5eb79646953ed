"""The way back to the business system that sent a person here: where it leads, and the proof it carries."""

import base64
import hashlib
import hmac
from datetime import timedelta
from operator import attrgetter
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from armkrok.core.access.models import ApiClient
from armkrok.core.identity.sealed import key_for
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing.models import Handoff, Party

LIFETIME = timedelta(minutes=10)
STAY = timedelta(minutes=60)
DONE = (*Party.FINISHED, Party.State.CONSENTED)


class ReturnNotRegistered(Refusal):
    """A system wants a person sent to an address that no administrator has allowed."""

    status = 422
    text = _(
        "Adressen att gå tillbaka till är inte registrerad för systemet. "
        "Det görs under Inställningar › System."
    )


class LinkUnknown(Refusal):
    """There is no such link."""

    status = 404
    text = _("Länken finns inte. Gå tillbaka till systemet du kom från och försök igen.")


class LinkForAnother(Refusal):
    """Another person is logged in than the one the link is for; to her there is no such link."""

    status = 404
    text = _("Länken är till för någon annan. Logga ut och logga in som den som ska skriva under.")


class LinkUsed(Refusal):
    """A link works once."""

    status = 410
    text = _("Länken har redan använts. Gå tillbaka till systemet du kom från och försök igen.")


class LinkExpired(Refusal):
    """A link works for ten minutes."""

    status = 410
    text = _("Länken har slutat gälla. Gå tillbaka till systemet du kom från och försök igen.")


def hashed(ticket: str) -> str:
    """What is kept of a link's secret; it is long and random, so a plain hash will do."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def present(party: Party) -> Handoff | None:
    """The handoff by which the person is here now, if she came by one and has not been sent back.

    None also when nobody may be sent to that address any more.
    """
    here = Handoff.objects.filter(party=party, used_at__gt=now() - STAY, returned_at=None)
    found: Handoff | None = max(here, key=attrgetter("used_at"), default=None)
    return found if found and _is_registered(found) else None


def _is_registered(handoff: Handoff) -> bool:
    """Whether the address is still one that an administrator allows; it may have been taken away since."""
    client = ApiClient.objects.filter(pk=handoff.client_id, closed_at=None).first()
    return client is not None and handoff.return_url in client.return_urls


def result_of(party: Party) -> str:
    """What the person has done, as the system is told."""
    if party.state in DONE:
        return Handoff.Result.SIGNED
    return Handoff.Result.DECLINED if party.state == Party.State.DECLINED else Handoff.Result.CANCELLED


def return_secret(handoff: Handoff) -> str:
    """What only the system and we know of this handoff; derived, so that it need not be kept."""
    return _text(hmac.new(key_for("handoff"), handoff.pk.bytes, hashlib.sha256).digest())


def return_address(handoff: Handoff) -> str:
    """The system's address with handoff, request, result, its own state, and a signature over them."""
    told = {
        "handoff": str(handoff.pk),
        "request": str(handoff.party.request_id),
        "result": str(handoff.result),
        "state": handoff.state,
    }
    words = ".".join(told.values()).encode()
    digest = hmac.new(return_secret(handoff).encode(), words, hashlib.sha256).digest()
    query = urlencode({**told, "signature": _text(digest)})
    return handoff.return_url + ("&" if "?" in handoff.return_url else "?") + query


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
