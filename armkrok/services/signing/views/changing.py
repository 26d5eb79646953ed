"""What the sender can change while people sign."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import following, handing_over
from armkrok.services.signing.forms import ReasonForm
from armkrok.services.signing.forms.asking import AddressForm, LastDayForm
from armkrok.services.signing.views.drafting import SEND, town
from armkrok.services.signing.views.substitutes import chosen, substitute_forms


@require_POST
@permission(SEND)
def remind(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Remind one, or all who are left."""
    found = access.sent_request(request.actor, request_id)
    wanted = request.POST.get("person", "all")
    try:
        one = None if wanted == "all" else UUID(wanted)
        count = following.remind(found, party_id=one, by=request.actor)
    except ValueError:
        return redirect("signing:progress", town(request).slug, request_id)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        return redirect("signing:progress", town(request).slug, request_id)
    text = ngettext("Påminnelsen är skickad.", "{count} påminnelser är skickade.", count)
    messages.success(request, text.format(count=count))
    return redirect("signing:progress", town(request).slug, request_id)


@permission(SEND)
def withdraw(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Take the request back, with a reason."""
    found = access.sent_request(request.actor, request_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        following.withdraw(found, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Begäran är tillbakadragen."))
        return redirect("signing:progress", town(request).slug, request_id)
    people = queries.people_of(found)
    return render(request, "signing/withdraw.html", {"signing": queries.summary(found, people), "form": form})


@permission(SEND)
def extend(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Give more time."""
    found = access.sent_request(request.actor, request_id)
    form = LastDayForm(request.POST or None)
    if form.is_valid():
        try:
            following.extend(found, form.cleaned_data["sign_by"], by=request.actor)
            messages.success(request, _("Sista dagen är ändrad. De som är kvar har fått ett mejl."))
            return redirect("signing:progress", town(request).slug, request_id)
        except Refusal as refusal:
            form.add_error("sign_by", str(refusal.text))
    context = {"signing": queries.summary(found, [], []), "form": form}
    return render(request, "signing/extend.html", context, status=422 if form.errors else 200)


@permission(SEND)
def address(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """Correct where a person's letters go."""
    one = access.asked(request.actor, request_id, party_id)
    form = AddressForm(request.POST or None, initial={"email": one.email})
    if form.is_valid():
        try:
            handing_over.correct_address(one, form.cleaned_data["email"], by=request.actor)
            messages.success(request, _("Adressen är ändrad."))
            return redirect("signing:progress", town(request).slug, request_id)
        except Refusal as refusal:
            form.add_error("email", str(refusal.text))
    context = {"signing": queries.summary(one.request, [], []), "form": form, "person": one.name}
    return render(request, "signing/address.html", context, status=422 if form.errors else 200)


@permission(SEND)
def replace(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """Ask somebody else instead."""
    one = access.asked(request.actor, request_id, party_id)
    forms, problem = substitute_forms(request), ""
    if (to := chosen(request, forms)) is not None:
        try:
            new = handing_over.replace(one, to.substitute, to.why, by=request.actor)
            text = _("{name} är nu tillfrågad i stället för {other}.")
            messages.success(request, text.format(name=new.name, other=one.name))
            return redirect("signing:progress", town(request).slug, request_id)
        except Refusal as refusal:
            problem = str(refusal.text)
    context = {
        "signing": queries.summary(one.request, [], []),
        "heading": _("Vem ska bli tillfrågad i stället för {name}?").format(name=one.name),
        "lead": _("{name} får veta det, och även de som redan är klara.").format(name=one.name),
        "button": _("Fråga den här personen i stället"),
        "back_url": reverse("signing:progress", args=[town(request).slug, request_id]),
        "problem": problem,
        **forms.context,
    }
    return render(request, "signing/substitute.html", context, status=409 if problem else 200)
