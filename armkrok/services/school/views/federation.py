"""The federation that receivers are trusted by, and the change of our own key in it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import federation_keys as keys
from armkrok.services.school.actions import suppliers as actions
from armkrok.services.school.egil.own_key import ends_at
from armkrok.services.school.egil.pinning import pin_of
from armkrok.services.school.forms.suppliers import FederationForm
from armkrok.services.school.models import Federation
from armkrok.services.school.sending.metadata import kept_at
from armkrok.services.school.sending.rotation import standing
from armkrok.services.school.views.leading import at
from armkrok.services.school.views.receivers import SEND

Deed = tuple[Callable[[Federation, ActorRequest], None], str | Promise]
DEEDS: Mapping[str, Deed] = {
    "make": (
        lambda row, request: keys.make_key(row, by=request.actor),
        gettext_lazy("Den nya nyckeln är gjord. Lämna den till operatören."),
    ),
    "look": (
        lambda row, _request: keys.ask(row),
        gettext_lazy("Listan hämtas. Läs om sidan om en stund."),
    ),
    "switch": (
        lambda row, request: keys.switch_key(row, by=request.actor),
        gettext_lazy("Nyckeln är bytt. Den gamla finns inte kvar hos oss."),
    ),
    "drop": (
        lambda row, request: keys.drop_key(row, by=request.actor),
        gettext_lazy("Den nya nyckeln är slängd."),
    ),
    "end": (
        lambda row, request: keys.end_change(row, by=request.actor),
        gettext_lazy("Bytet är klart."),
    ),
}


def _own() -> Federation:
    return Federation.objects.order_by("name").first() or Federation()


@permission(SEND)
def federation(request: ActorRequest) -> HttpResponse:
    """The federation by which receivers are known to be who they say, and our own key in it."""
    row = _own()
    names = ("name", "metadata_url", "jwks", "issuer", "certificate")
    known = {one: getattr(row, one) for one in names} | {"key": bool(row.key_sealed)}
    form = FederationForm(request.POST or None, initial=known if row.name else None)
    if request.method == "POST" and tried(
        form, lambda: actions.save_federation(row, dict(form.cleaned_data), by=request.actor)
    ):
        messages.success(request, _("{name} är sparad.").format(name=row.name))
        return HttpResponseRedirect(at(request, "receivers"))
    context = {
        "form": form,
        "heading": _("Federation"),
        "lead": _("Mottagarnas certifikat och adresser hämtas från federationens signerade lista."),
        "fetched_at": row.fetched_at,
        "expires_at": row.expires_at,
        "key_url": at(request, "federation-key") if row.certificate else "",
        "back_url": at(request, "receivers"),
        "back_text": _("Mottagare"),
    }
    return render(request, "school/receiver_form.html", context, status=status(form))


@permission(SEND)
def federation_key(request: ActorRequest) -> HttpResponse:
    """Change our key: made here, listed by the operator, switched to, and the old one taken out."""
    row = _own()
    if request.method == "POST" and row.certificate:
        _do(request, row)
        return HttpResponseRedirect(at(request, "federation-key"))
    moment = now()
    kept, _problem = kept_at(row, moment)
    found = standing(row, kept) if row.certificate else None
    context = {
        "row": row,
        "present": _key(row.certificate),
        "coming": _key(row.next_certificate),
        "old": _key(row.old_certificate),
        "standing": found,
        "may_switch": bool(found and found.switch_from and found.switch_from <= moment),
        "is_known": kept is not None,
        "back_url": at(request, "federation"),
        "back_text": _("Federation"),
    }
    return render(request, "school/federation_key.html", context)


def _do(request: ActorRequest, row: Federation) -> None:
    deed, words = DEEDS.get(request.POST.get("deed", ""), DEEDS["look"])
    try:
        deed(row, request)
    except Refusal as refused:
        messages.warning(request, str(refused.text))
    else:
        messages.success(request, str(words))


def _key(certificate: str) -> dict[str, Any] | None:
    """What is shown of a certificate; one that cannot be read is shown as it is."""
    if not certificate:
        return None
    try:
        return {"pin": pin_of(certificate), "ends_at": ends_at(certificate), "pem": certificate}
    except ValueError:
        return {"pin": "", "ends_at": None, "pem": certificate}
