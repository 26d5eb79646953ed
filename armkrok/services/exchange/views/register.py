"""The record of processing (art. 30), and the map of who gets what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import today
from armkrok.kit.spreadsheets import download
from armkrok.services.exchange.queries import map as drawing
from armkrok.services.exchange.views.leading import address

READ = "exchange.read"


@permission(READ)
def register(request: ActorRequest) -> HttpResponse:
    """What the organisation gives whom, as the record that must be kept."""
    entries = [
        {
            "name": one.receiver_name,
            "facts": drawing.record_of(one),
            "url": address(request, "agreement", agreement_id=one.pk),
        }
        for one in drawing.register()
    ]
    context = {
        "entries": entries,
        "place": current_organisation(),
        "officers": drawing.officers(),
        "today": today(),
    }
    return render(request, "exchange/register.html", context)


@permission(READ)
def register_csv(request: ActorRequest) -> HttpResponse:
    """The same as a file."""
    records = [drawing.record_of(one) for one in drawing.register()]
    place = current_organisation().name
    rows = [[_("Personuppgiftsansvarig"), *(name for name, _value in records[0])]] if records else []
    rows += [[place, *(value for _name, value in facts)] for facts in records]
    return download(f"behandlingar-{today().isoformat()}.csv", rows)


@permission(READ)
def who_gets_what(request: ActorRequest) -> HttpResponse:
    """Which receiver gets which data on which ground, and what is blocked."""
    flows = drawing.flows()
    urls = {
        one.receiver_id: address(request, "agreement", agreement_id=one.agreement_id)
        for one in flows
        if one.agreement_id
    }
    rows = [(one, urls.get(one.receiver_id, "")) for one in flows]
    context = {
        "open": [{"flow": one, "url": url} for one, url in rows if not one.blocked],
        "blocked": [{"flow": one, "url": url} for one, url in rows if one.blocked],
        "most": max((one.given for one in flows), default=0),
        "total": sum(one.given for one in flows),
        "days": drawing.RECENT.days,
    }
    return render(request, "exchange/map.html", context)
