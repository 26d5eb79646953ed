"""Where those who look after the service find their pages, and the organisation's choices."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.signing import stamping, trusting
from armkrok.services.signing.actions import keeping_settings
from armkrok.services.signing.external.service import services_in
from armkrok.services.signing.forms.choices import ChoicesForm
from armkrok.services.signing.models import SigningPolicy, StampingHealth
from armkrok.services.signing.views.drafting import town

MANAGE = "signing.manage"
PAGES = (
    (
        gettext_lazy("Dokumenttyper"), gettext_lazy("Vad som ska skrivas under, hur och varför."),
        "types", "signing.policy",
    ),
    (
        gettext_lazy("Organ"), gettext_lazy("Nämnder vars protokoll justeras, och vad som gäller för dem."),
        "bodies", "signing.policy",
    ),
    (
        gettext_lazy("Statistik"), gettext_lazy("Hur många, hur snabbt och var det väntar."),
        "statistics", "signing.statistics",
    ),
    (
        gettext_lazy("Arkiv"), gettext_lazy("Bevispaket, leverans till e-arkivet och kvittenser."),
        "archive", "signing.archive",
    ),
    (
        gettext_lazy("Gallring"), gettext_lazy("Vad som kan gallras, och beslut om det."),
        "retention", "signing.cull",
    ),
    (
        gettext_lazy("Arkivstämplar"), gettext_lazy("Vilka som ska förnyas, och när."),
        "renewals", "signing.archive",
    ),
    (
        gettext_lazy("Certifikat"), gettext_lazy("Spärra ett certifikat. Två personer behövs."),
        "certificates", "signing.certificates",
    ),
    (
        gettext_lazy("Inställningar"), gettext_lazy("Sätt att skriva under, påminnelser och tidsstämpling."),
        "choices", "signing.manage",
    ),
)  # fmt: skip


@permission(MANAGE)
def manage(request: ActorRequest) -> HttpResponse:
    """The pages that the person may use."""
    slug = town(request).slug
    pages = [
        {"name": name, "text": text, "url": reverse(f"signing:{url_name}", args=[slug])}
        for name, text, url_name, key in PAGES
        if key in request.actor.permissions
    ]
    return render(request, "signing/manage.html", {"pages": pages})


@permission(MANAGE)
def choices(request: ActorRequest) -> HttpResponse:
    """How the organisation signs, and how the time-stamp authorities answer."""
    policy = SigningPolicy.objects.first() or SigningPolicy()
    services = [(key, one.name) for key, one in services_in(settings.SIGN_SERVICES).items()]
    form = ChoicesForm(
        request.POST or None, initial=model_to_dict(policy, keeping_settings.CHOICES), services=services
    )
    if form.is_valid():
        keeping_settings.choose(dict(form.cleaned_data), by=request.actor)
        messages.success(request, _("Inställningarna är sparade."))
        return redirect("signing:choices", town(request).slug)
    context: dict[str, Any] = {
        "form": form,
        "authorities": _authorities(),
        "trust_lists": trusting.lists(),
        "back_url": reverse("signing:manage", args=[town(request).slug]),
        "back_text": _("Förvalta"),
    }
    return render(request, "signing/choices.html", context, status=422 if form.errors else 200)


def _authorities() -> list[dict[str, Any]]:
    """In the order they are asked, with how they last answered."""
    known = {one.url: one for one in StampingHealth.objects.all()}
    return [{"url": url, "health": known.get(url)} for url in stamping.addresses()]
