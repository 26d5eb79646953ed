"""Providers to whom the person goes away, and from whom she comes back: OpenID Connect and SAML.

An order is begun with everything that must be remembered under seal. The person comes back to an address of
the provider's own, with the state that only this order has; the answer is verified there, once, and kept
under seal until the browser that began the order asks for its page. Then it is taken care of as BankID's is.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.eid import protocols, ways
from armkrok.core.eid.errors import EidUnavailable, OrderGone
from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.identity.bankid.messages import Message
from armkrok.core.identity.oidc import TextTooLong
from armkrok.core.identity.proof import NotProved, Proof, Refused, Unavailable
from armkrok.core.identity.sessions import digest
from armkrok.kit.days import now

LIFETIME = timedelta(minutes=10)
NEW, AWAY, ANSWERING, ANSWERED = "new", "away", "answering", "answered"
TOO_WEAK = {"level", "acr", "acr_missing"}
CANCELLED, LOST, WEAK, DOWN, REFUSED = "userCancel", "expired", "weak", "down", "refused"


def leave(order: EidOrder, provider: Provider, page_url: str) -> None:
    """Fill in where the person is to go and what must be remembered; raises EidUnavailable."""
    order.provider_id, order.organisation_id = provider.pk, provider.organisation_id
    try:
        begun = protocols.begin(provider, answer_address(provider), order)
    except Unavailable as error:
        ways.failed(str(provider.pk))
        raise EidUnavailable(_("{name} svarar inte just nu.").format(name=provider.name)) from error
    except TextTooLong as error:
        text = _(
            "Det är för mycket att skriva under på en gång med {name}. Välj BankID, eller färre dokument."
        )
        raise EidUnavailable(text.format(name=provider.name)) from error
    ways.answered(str(provider.pk))
    order.leave_url, order.state_hash, order.hint = begun.leave_url, digest(begun.state), NEW
    order.remember({"page": page_url, "begun": begun.remember})


def answer_address(provider: Provider) -> str:
    """Where the provider sends the person back: an address of its own, so that answers are never mixed up."""
    return settings.BASE_URL + reverse(f"login-{provider.kind}-answer", args=[provider.pk])


def take_answer(provider: Provider, state: str, values: Mapping[str, str]) -> EidOrder:
    """Verify what the person came back with, once. The order tells how it went; raises OrderGone."""
    order = EidOrder.objects.filter(state_hash=digest(state), provider_id=provider.pk).first()
    if order is None or not _waiting(order).update(hint=ANSWERING):
        raise OrderGone
    kept = order.remembered()
    try:
        proof = protocols.finish(provider, kept["begun"], values, answer_address(provider))
    except (NotProved, Refused, Unavailable) as error:
        _ended(order, error)
        return order
    ways.answered(str(provider.pk))
    order.hint = ANSWERED
    order.remember({"page": kept["page"], "proof": proof.as_values()})
    order.save(update_fields=["hint", "kept"])
    return order


def page_of(order: EidOrder) -> str:
    """The order's own page."""
    return str(order.remembered().get("page", ""))


def answer_of(order: EidOrder) -> Proof | None:
    """The verified answer, when there is one."""
    values = order.remembered().get("proof") if order.hint == ANSWERED else None
    return Proof.of_values(values) if values else None


def left(order: EidOrder) -> None:
    """The person is being sent away; the next time she sees the page she goes by herself."""
    EidOrder.objects.filter(pk=order.pk, hint=NEW).update(hint=AWAY)


def give_up_old(order: EidOrder) -> None:
    """An order that nobody came back to is over after ten minutes."""
    if order.state == EidOrder.State.PENDING and now() - order.started_at > LIFETIME:
        pending = EidOrder.objects.filter(pk=order.pk, state=EidOrder.State.PENDING)
        pending.update(state=EidOrder.State.FAILED, hint=LOST, kept=b"")
        order.refresh_from_db()


def message(order: EidOrder) -> Message:
    """What to tell the person of an order that is not answered."""
    text = _TEXTS.get(order.hint, _TEXTS[REFUSED] if order.state == EidOrder.State.FAILED else _TEXTS[AWAY])
    return Message(*text)


def reason(order: EidOrder) -> str:
    """The code of the check by which the answer fell, for the log."""
    return str(order.remembered().get("reason") or order.hint)


def _waiting(order: EidOrder) -> QuerySet[EidOrder]:
    fresh = EidOrder.objects.filter(pk=order.pk, state=EidOrder.State.PENDING, hint__in=(NEW, AWAY))
    return fresh.filter(started_at__gt=now() - LIFETIME)


def _ended(order: EidOrder, error: Exception) -> None:
    """The order is over; its page says why, and the log is told the code."""
    hint, code = REFUSED, getattr(error, "code", "")
    if isinstance(error, Unavailable):
        ways.failed(str(order.provider_id))
        hint = DOWN
    elif isinstance(error, Refused):
        hint = CANCELLED if code in {"access_denied", "cancel"} else REFUSED
    elif code in TOO_WEAK:
        hint = WEAK
    order.state, order.hint = EidOrder.State.FAILED, hint
    order.remember({"page": page_of(order), "reason": code})
    order.save(update_fields=["state", "hint", "kept"])


# In both languages, as BankID's own are: the message travels with the order.
_TEXTS = {
    NEW: ("AK40", "Du skickas vidare.", "You are being sent on."),
    AWAY: ("AK41", "Vi väntar på att du ska komma tillbaka.", "We are waiting for you to come back."),
    ANSWERING: ("AK42", "Svaret kontrolleras.", "The answer is being checked."),
    CANCELLED: ("AK43", "Du avbröt. Ingenting har gjorts.", "You cancelled. Nothing has been done."),
    LOST: ("AK44", "Det tog för lång tid. Försök igen.", "It took too long. Please try again."),
    WEAK: (
        "AK45",
        "Inloggningen har för låg säkerhetsnivå för det här. Välj en säkrare e-legitimation.",
        "The log-in is not secure enough for this. Choose a more secure e-ID.",
    ),
    DOWN: (
        "AK46",
        "Tjänsten svarar inte just nu. Felet är inte ditt. Försök igen senare eller välj ett annat sätt.",
        "The service does not answer right now. It is not your fault. Try again later or choose another way.",
    ),
    REFUSED: (
        "AK47",
        "Svaret gick inte att kontrollera. Ingenting har gjorts. Försök igen eller välj ett annat sätt.",
        "The answer could not be verified. Nothing has been done. Try again or choose another way.",
    ),
}
