"""Which groups a receiver gets: by orders, and by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.kit.days import today
from armkrok.services.school.access import suppliers as access
from armkrok.services.school.actions import sending
from armkrok.services.school.forms.receiver_groups import LookForm
from armkrok.services.school.models import Receiver
from armkrok.services.school.queries import receiver_groups as queries
from armkrok.services.school.views.leading import at
from armkrok.services.school.views.receivers import SEND

SCHOOLS = 60
"""Of a page. With thirty groups each there are 1 800 boxes."""
FEW = 3
"""So many schools are shown unfolded."""


@permission(SEND)
def groups(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Schools with their groups to tick; with `kryssa` all that are shown are ticked, and not yet saved."""
    row = access.receiver_for(school_receiver_id)
    form = LookForm(request.GET)
    look = form.look()
    if request.method == "POST":
        return _save(request, row, look)
    page = page_of(request, queries.units_of(row, look), size=SCHOOLS)
    schools = queries.schools(row, page.rows, look)
    by_hand, ordered = queries.numbers(row)
    context = {
        "form": form,
        "is_narrowed": bool(look),
        "schools": schools,
        "number": sum(len(one.offers) for one in schools),
        "by_hand": by_hand,
        "ordered": ordered,
        "ticked": request.GET.get("kryssa", ""),
        "save_url": _address(request),
        "tick_url": _address(request, kryssa="alla"),
        "untick_url": _address(request, kryssa="inga"),
        "is_open": bool(look) or len(schools) <= FEW,
        "heading": _("Vilka grupper får {name}?").format(name=row.name),
        "back_url": at(request, "receiver", school_receiver_id=row.pk),
        "back_text": row.name,
        **page.context,
    }
    return render(request, "school/receiver_groups.html", context)


def _address(request: ActorRequest, **more: str) -> str:
    """This page with what is looked for, and nothing ticked beforehand unless `more` says so."""
    query = request.GET.copy()
    query.pop("kryssa", None)
    query.update(more)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _save(request: ActorRequest, row: Receiver, look: queries.Look) -> HttpResponse:
    """Choose what is ticked, and drop what was shown and is not; what was not shown stays as it was."""
    shown, ticked = set(request.POST.getlist("skola")), set(request.POST.getlist("grupp"))
    units = [one for one in queries.units_of(row, look) if str(one.pk) in shown]
    offers = [one for school in queries.schools(row, units, look) for one in school.offers]
    add = [one.group for one in offers if str(one.group.pk) in ticked and not one.is_chosen]
    drop = [one.group for one in offers if str(one.group.pk) not in ticked and one.is_chosen]
    sending.want(row, add, starts_on=today(), ends_on=None, by=request.actor)
    sending.unwant(row, drop, by=request.actor)
    told = _("Sparat: {new} nya grupper, {gone} borttagna. Ändringen skickas vid nästa körning.")
    messages.success(request, told.format(new=len(add), gone=len(drop)))
    return HttpResponseRedirect(_address(request))
