"""The organisation's own facts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.actions import organisation as actions
from armkrok.core.administration.forms import OrganisationForm
from armkrok.core.administration.views.saving import done, slug, status, tried


@permission("administration.manage")
def facts(request: ActorRequest) -> HttpResponse:
    """See and change the organisation number."""
    place = request.actor.organisation
    form = OrganisationForm(request.POST or None, initial={"number": place.number if place else ""})
    if request.method == "POST" and tried(
        form, lambda: actions.set_number(form.cleaned_data["number"], by=request.actor)
    ):
        return done(request, _("Uppgifterna är sparade."), "overview")
    context = {
        "form": form,
        "heading": _("Vilket organisationsnummer har ni?"),
        "back_url": reverse("administration:overview", args=[slug(request)]),
        "back_text": _("Inställningar"),
    }
    return render(request, "administration/name_form.html", context, status=status(form))
