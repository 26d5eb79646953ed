"""What is done with an agreement, each looked at before it is done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.differences import Change
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import status
from armkrok.services.exchange import access
from armkrok.services.exchange.actions import agreements as actions
from armkrok.services.exchange.forms import ProofForm, SignForm, WhyForm
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import agreements, standing
from armkrok.services.exchange.views.leading import address, done
from armkrok.ui.words import full_day

MANAGE = "exchange.manage"


@permission(MANAGE)
@in_turn
def sign(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Enter a draft as signed by both parties."""
    found = access.agreement_for(request.actor, agreement_id)
    form = SignForm(sent(request))
    return _page(
        request, found, form, _("För in att avtalet är tecknat"), _("Avtalet är infört som tecknat."),
        lambda: Review(
            _("Avtalet med {name} förs in som tecknat.").format(name=found.receiver_name),
            (*_signed(found), Change(_("Tecknat av"), "", form.cleaned_data["signatories"])),
            tuple(_after_signing(found)),
            button=_("För in som tecknat"),
        ),
        lambda: actions.sign(found, form.cleaned_data["signatories"], by=request.actor),
    )  # fmt: skip


def _signed(found: Agreement) -> list[Change]:
    data = "\n".join(f"{kind}: {names}" for kind, names in agreements.data_words(found))
    facts = {
        _("Ändamål"): found.purpose,
        _("Rättslig grund"): found.basis,
        _("Nivå"): agreements.level_words(found),
        _("Uppgifter"): data,
        _("Gäller"): _days(found),
        _("Dokument"): found.document_name,
    }
    return [Change(name, "", value) for name, value in facts.items() if value]


def _days(found: Agreement) -> str:
    if found.valid_from is None or found.valid_to is None:
        return ""
    return _("{first} till och med {last}").format(
        first=full_day(found.valid_from), last=full_day(found.valid_to)
    )


def _after_signing(found: Agreement) -> list[str]:
    effects = [_("Uppgifterna får lämnas ut från och med första dagen."), _("Avtalet kan inte ändras sedan.")]
    if standing.former(found).exists():
        effects.append(_("Versionen före slutar gälla när den här börjar."))
    if not found.document_id:
        effects.append(_("Inget undertecknat dokument är uppladdat. Det går inte att ladda upp efteråt."))
    return effects


@permission(MANAGE)
@in_turn
def suspend(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Give nothing until the agreement is resumed."""
    found = access.agreement_for(request.actor, agreement_id)
    form = WhyForm(sent(request))
    return _page(
        request, found, form, _("Pausa avtalet"), _("Avtalet är pausat."),
        lambda: Review(
            _("Avtalet med {name} pausas.").format(name=found.receiver_name),
            (Change(_("Skäl"), "", form.cleaned_data["why"]),),
            (
                _("Inget nytt lämnas ut, och ändringar når inte mottagaren."),
                _("Det mottagaren redan har blir kvar där."),
            ),
            button=_("Pausa avtalet"),
        ),
        lambda: actions.suspend(found, form.cleaned_data["why"], by=request.actor),
    )  # fmt: skip


@permission(MANAGE)
@in_turn
def resume(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Give again."""
    found = access.agreement_for(request.actor, agreement_id)
    back_url = address(request, "agreement", agreement_id=found.pk)
    review = Review(
        _("Avtalet med {name} återupptas.").format(name=found.receiver_name),
        effects=(_("Uppgifter lämnas ut igen, från nästa gång mottagaren uppdateras."),),
        button=_("Återuppta avtalet"),
    )
    step = reviewed(
        request, None, lambda: review, lambda: actions.resume(found, by=request.actor), back_url=back_url
    )
    if step.page:
        return step.page
    text = _("Avtalet gäller igen.") if step.is_done else ""
    return done(request, text, "agreement", agreement_id=found.pk)


@permission(MANAGE)
@in_turn
def end(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """End the agreement; everything is removed at the receiver."""
    found = access.agreement_for(request.actor, agreement_id)
    form = WhyForm(sent(request))
    return _page(
        request, found, form, _("Avsluta avtalet"), _("Avtalet är avslutat."),
        lambda: Review(
            _("Avtalet med {name} avslutas.").format(name=found.receiver_name),
            (Change(_("Skäl"), "", form.cleaned_data["why"]),),
            (
                _("Inget mer lämnas ut."),
                _("Allt som har lämnats ut tas bort hos mottagaren."),
                _("Det går inte att ångra. Ska mottagaren få uppgifter igen behövs ett nytt avtal."),
            ),
            button=_("Avsluta avtalet"),
            is_danger=True,
        ),
        lambda: actions.end(found, form.cleaned_data["why"], by=request.actor),
    )  # fmt: skip


@permission(MANAGE)
@in_turn
def prove_removed(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Keep what shows that the receiver has nothing left."""
    found = access.agreement_for(request.actor, agreement_id)
    form = ProofForm(sent(request))
    return _page(
        request, found, form, _("För in bevis på radering"), _("Beviset är infört."),
        lambda: Review(
            _("{name} har inga uppgifter kvar.").format(name=found.receiver_name),
            (Change(_("Bevis"), found.removal_proof, form.cleaned_data["proof"]),),
        ),
        lambda: actions.prove_removed(found, form.cleaned_data["proof"], by=request.actor),
    )  # fmt: skip


def _page(
    request: ActorRequest, found: Agreement, form: forms.Form, heading: str, text: str,
    review: Callable[[], Review], deed: Callable[[], Any],
) -> HttpResponse:  # fmt: skip
    step = reviewed(request, form, review, deed)
    if step.is_done:
        return done(request, step.told(text), "agreement", agreement_id=found.pk)
    if step.page:
        return step.page
    context = {
        "form": form,
        "heading": heading,
        "button": _("Granska"),
        "back_url": address(request, "agreement", agreement_id=found.pk),
        "back_text": found.receiver_name,
    }
    return render(request, "ui/one_form.html", context, status=status(form))
