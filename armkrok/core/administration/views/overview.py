"""The first page, and services on and off."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import queries
from armkrok.core.administration.actions import services as actions
from armkrok.core.administration.differences import Change
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed
from armkrok.core.administration.views.saving import address, done, slug
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.ui import words


@permission("administration.manage")
def overview(request: ActorRequest) -> HttpResponse:
    """What can be managed, and what needs somebody's attention."""
    counts = queries.counts()
    notices = []
    if counts.administrators < 2:
        notices.append(
            _("Bara en person är administratör. Ge rollen till en till, så att någon alltid kan hjälpa.")
        )
    context = {
        "sections": _sections(request.actor.organisation, counts),
        "facts": _facts(request.actor.organisation),
        "facts_url": reverse("administration:facts", args=[slug(request)]),
        "notices": notices,
    }
    return render(request, "administration/overview.html", context)


SECTIONS = (
    ("administration:services", gettext_lazy("Tjänster"), gettext_lazy("Slå på och stäng av.")),
    (
        "administration:members",
        gettext_lazy("Medarbetare"),
        gettext_lazy("Lägg till, ändra, läs in en lista, avsluta anställningar."),
    ),
    (
        "administration:roles",
        gettext_lazy("Roller"),
        gettext_lazy("Bestäm vem som får göra vad, och hur länge."),
    ),
    (
        "administration:access-review",
        gettext_lazy("Genomgång av roller"),
        gettext_lazy("Se vilka roller som inte används, och avsluta dem."),
    ),
    (
        "administration:groups",
        gettext_lazy("Grupper"),
        gettext_lazy("Spara grupper som ofta bjuds in tillsammans."),
    ),
    (
        "administration:structure",
        gettext_lazy("Nämnder och enheter"),
        gettext_lazy("Hur organisationen är indelad."),
    ),
    (
        "administration:providers",
        gettext_lazy("Inloggning"),
        gettext_lazy("E-legitimationer och andra sätt att logga in."),
    ),
    ("administration:policies", gettext_lazy("Regler"), gettext_lazy("Tider och tillitsnivå.")),
    ("administration:theme", gettext_lazy("Utseende"), gettext_lazy("Färger och vapen.")),
    ("administration:clients", gettext_lazy("System"), gettext_lazy("Låt egna system använda Armkrok.")),
    (
        "webhooks:receivers",
        gettext_lazy("Aviseringar"),
        gettext_lazy("Tala om för egna system när något händer."),
    ),
    (
        "passkeys:keys",
        gettext_lazy("Nycklar"),
        gettext_lazy("Kom in i nödlägen, när e-legitimationen inte fungerar."),
    ),
    (
        "administration:audit",
        gettext_lazy("Händelselogg"),
        gettext_lazy("Se allt som har gjorts, och att loggen är orörd."),
    ),
    (
        "administration:reads",
        gettext_lazy("Läsningar"),
        gettext_lazy("Se vem som har läst vems uppgifter."),
    ),
)

OPERATORS = (
    (
        "me:persons",
        gettext_lazy("Sammanför personer"),
        gettext_lazy("När en människa finns två gånger, med samordningsnummer och personnummer."),
    ),
)
"""What only the organisation that runs the platform may do."""


def _sections(place: Organisation | None, counts: queries.Counts) -> list[dict[str, str]]:
    people = ngettext("%(n)s person", "%(n)s personer", counts.members) % {"n": counts.members}
    open_services = ngettext("%(n)s öppen", "%(n)s öppna", counts.services) % {"n": counts.services}
    told = {
        "administration:services": open_services,
        "administration:members": people,
        "administration:groups": str(counts.groups),
        "administration:structure": str(counts.units),
        "administration:clients": str(counts.clients),
    }
    slug = place.slug if place else ""
    shown = (*SECTIONS, *OPERATORS) if place and place.is_operator else SECTIONS
    return [
        {"name": str(name), "text": str(text), "count": told.get(key, ""), "url": reverse(key, args=[slug])}
        for key, name, text in shown
    ]


def _facts(place: Organisation | None) -> list[dict[str, str]]:
    if place is None:
        return []
    rows = [
        (_("Namn"), place.name),
        (_("Slag"), str(place.get_kind_display())),
        (_("Organisationsnummer"), place.number or _("Saknas")),
        (_("Kommunkod"), place.code),
        (_("Telefon"), place.phone),
        (_("E-post"), place.email),
    ]
    return [{"name": name, "value": value} for name, value in rows if value]


@permission("administration.manage")
@in_turn
def services(request: ActorRequest) -> HttpResponse:
    """Switch services on and off."""
    if request.method == "POST":
        return _switch(request, request.POST.get("service", ""), request.POST.get("state", ""))
    opened = dict(OpenService.objects.values_list("service_key", "opened_at"))
    rows: list[dict[str, Any]] = [
        {
            "key": service.key,
            "name": service.name,
            "text": service.explanation,
            "is_on": service.key in opened,
            "changed_text": _("Öppnades {day}.").format(day=words.full_day(opened[service.key]))
            if service.key in opened
            else "",
        }
        for service in registry.services()
        if not service.always_open
    ]
    return render(request, "administration/services.html", {"services": rows})


def _switch(request: ActorRequest, key: str, state: str) -> HttpResponse:
    service = registry.find(key)
    name = str(service.name) if service else key
    opens = state == "on"
    deed = actions.open_service if opens else actions.close_service
    step = reviewed(
        request, None, lambda: _switched(key, name, opens), lambda: deed(key, by=request.actor),
        back_url=address(request, "services"),
    )  # fmt: skip
    if step.page:
        return step.page
    text = _("{service} är öppen.") if opens else _("{service} är stängd.")
    return done(request, text.format(service=name), "services")


def _switched(key: str, name: str, opens: bool) -> Review:
    is_open = OpenService.objects.filter(service_key=key).exists()
    on, off = _("Öppen"), _("Stängd")
    change = Change(name, on if is_open else off, on if opens else off)
    if opens:
        return Review(_("{service} öppnas.").format(service=name), (change,), (), _("Öppna tjänsten"))
    effects = (
        _("Tjänsten försvinner ur menyn för alla, och dess sidor går inte att öppna."),
        _("Det som redan finns i den ligger kvar, och kommer fram igen om den öppnas."),
    )
    heading = _("{service} stängs.").format(service=name)
    return Review(heading, (change,), effects, _("Stäng tjänsten"), is_danger=True)
