"""The organisation's own facts and how its pages look."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.actions import organisation as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.structure import OrganisationForm, ThemeForm
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status
from armkrok.core.tenants.models import current_organisation
from armkrok.ui.themes import themes


@permission("administration.manage")
@in_turn
def facts(request: ActorRequest) -> HttpResponse:
    """See and change the organisation number and where people reach the organisation."""
    place = current_organisation()
    known = {"number": place.number, "phone": place.phone, "email": place.email}
    form = OrganisationForm(sent(request), initial=known)
    step = reviewed(
        request,
        form,
        lambda: Review(_("Organisationens uppgifter ändras."), differences(form), _effects(form)),
        lambda: actions.set_facts(actions.OrganisationFacts(**form.cleaned_data), by=request.actor),
    )
    if step.is_done:
        return done(request, step.told(_("Uppgifterna är sparade.")), "overview")
    if step.page:
        return step.page
    context = {
        "form": form,
        "heading": _("Vilka uppgifter ska gälla?"),
        "button": _("Granska"),
        "back_url": address(request, "overview"),
        "back_text": _("Inställningar"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


def _effects(form: OrganisationForm) -> tuple[str, ...]:
    found = []
    if "number" in form.changed_data:
        found.append(_("Nya stämplar och paket till e-arkivet får det nya numret. Gamla ändras inte."))
    if {"phone", "email"} & set(form.changed_data):
        found.append(_("Uppgifterna visas för alla, längst ner på organisationens sidor."))
    return tuple(found)


@permission("administration.manage")
@in_turn
def theme(request: ActorRequest) -> HttpResponse:
    """Choose colours and coat of arms, and see them first."""
    place = current_organisation()
    form = ThemeForm(sent(request), initial={"theme": place.theme, "arms": place.arms})
    effects = (_("Alla i organisationen ser de nya färgerna nästa gång de öppnar en sida."),)
    step = reviewed(
        request,
        form,
        lambda: Review(_("Utseendet ändras."), differences(form), effects),
        lambda: actions.set_theme(form.cleaned_data["theme"], form.cleaned_data["arms"], by=request.actor),
    )
    if step.is_done:
        return done(request, step.told(_("Utseendet är sparat.")), "overview")
    if step.page:
        return step.page
    names = themes()
    tried = request.GET.get("prova", "")
    shown = tried if tried in names else place.theme
    context = {
        "form": form,
        "shown": shown,
        "shown_name": names[shown] if shown == tried else "",
        "choices": [
            {"name": name, "url": f"?prova={key}", "current": key == shown} for key, name in names.items()
        ],
        "back_url": address(request, "overview"),
        "back_text": _("Inställningar"),
    }
    return render(request, "administration/theme.html", context, status=status(form))
