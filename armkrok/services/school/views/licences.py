"""Licences: the list, one of them, and the seats that are given, returned and moved by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.identity.protection import visible
from armkrok.core.reading.log import read
from armkrok.kit.days import today
from armkrok.services.school.access import licences as access
from armkrok.services.school.actions import licences as actions
from armkrok.services.school.forms.licences import LicenceForm
from armkrok.services.school.models import Licence, LineGroup, Seat
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.queries import licences as queries
from armkrok.services.school.queries import offers
from armkrok.services.school.queries import seats as seat_queries
from armkrok.services.school.queries.licences import Row, View
from armkrok.services.school.views.leading import at
from armkrok.ui.words import full_day

USE = "school.order"


@permission(USE)
def licences(request: ActorRequest) -> HttpResponse:
    """The licences that concern one, seen in several ways."""
    view = _view(request)
    found = queries.listed(access.seen_licences(request.actor), view, today())
    page = page_of(request, found)
    context = {
        "rows": [_listed(request, one) for one in queries.rows(page.rows, today())],
        "views": [
            {"name": words, "url": f"?visa={one.value}", "current": one == view} for one, words in _views()
        ],
        "view": view.value,
        "year_url": at(request, "year-changes") if "school.renew" in request.actor.permissions else "",
        **page.context,
    }
    return render(request, "school/licences.html", context)


def _view(request: ActorRequest) -> View:
    asked = request.GET.get("visa", "")
    return View(asked) if asked in {one.value for one in View} else View.RUNNING


def _views() -> list[tuple[View, str]]:
    return [
        (View.RUNNING, _("Gäller")),
        (View.FREE, _("Har lediga")),
        (View.SHORT, _("Räcker inte")),
        (View.SOON, _("Tar slut inom 60 dagar")),
        (View.OVER, _("Har gått ut")),
    ]


def _listed(request: ActorRequest, row: Row) -> dict[str, Any]:
    return {"row": row, "url": at(request, "licence", licence_id=row.licence.pk), "standing": _standing(row)}


def _standing(row: Row) -> tuple[str, str]:
    """Shape and words of where a licence stands."""
    first = row.licence.starts_on
    if row.is_over:
        return "stop", _("Har gått ut")
    if row.licence.short:
        return "look", _("{count} saknar licens").format(count=row.licence.short)
    if row.ends_soon:
        return "soon", _("Tar snart slut")
    if first and first > row.day:
        return "wait", _("Börjar {day}").format(day=full_day(first))
    return "done", _("I bruk")


@permission(USE)
def licence(request: ActorRequest, licence_id: UUID) -> HttpResponse:
    """One licence: who has a seat, who waits, and what has been."""
    row = access.licence_for(request.actor, licence_id)
    seen = access.seen_seats(request.actor, row)
    active = seen.filter(seat_queries.held(today())).order_by("holder__sort_key", "pk")
    page = page_of(request, visible(active, "holder"))
    past = list(visible(seen.filter(returned_on__isnull=False), "holder").order_by("-returned_on", "pk")[:20])
    is_all = access.leads(request.actor, row)
    waiting = _waiting(request, row)
    withheld = active.count() - page.total
    ids = [one.holder_id for one in (*page.rows, *past)] + [one["id"] for one in waiting]
    read(request.actor, ids, "school.licence", about=row.pk, withheld=withheld)
    context = {
        "licence": row,
        "found": _one(row),
        "groups": _groups(row),
        "holders": [_holder(request, row, one) for one in page.rows],
        "waiting": waiting,
        "past": past,
        "withheld": withheld,
        "is_all": is_all,
        "terms": offers.terms(queries.as_bought(row)),
        "urls": {key: at(request, name, licence_id=row.pk) for key, name in ADDRESSES},
        "order_url": at(request, "order", order_id=row.line.order_id),
        "sees_order": is_all or row.line.order.orderer_id == request.actor.person_id,
        "back_url": at(request, "licences"),
        "back_text": _("Licenser"),
        **page.context,
    }
    return render(request, "school/licence.html", context)


ADDRESSES = (("give", "seat-give"), ("change", "licence-change"))


def _one(row: Licence) -> dict[str, Any]:
    same = Licence.objects.filter(pk=row.pk).select_related("title", "line")
    found = queries.rows(list(queries.with_end(same)), today())[0]
    return {"row": found, "standing": _standing(found)}


def _groups(row: Licence) -> str:
    lines = LineGroup.objects.filter(line=row.line_id).order_by(*youngest_first("group__name"))
    return ", ".join(lines.values_list("group__name", flat=True))


def _waiting(request: ActorRequest, row: Licence) -> list[dict[str, Any]]:
    """Those who wait, and whom the actor may see."""
    found = seat_queries.waiting(row, today())
    if not access.leads(request.actor, row):
        found = found.filter(pk__in=access.people_of(request.actor, row).order_by().values("pk"))
    return [{"id": one.pk, "name": one.name} for one in visible(found, "")[:100]]


def _holder(request: ActorRequest, row: Licence, seat: Seat) -> dict[str, Any]:
    terms = seat_queries.terms_of(row)
    return {
        "seat": seat,
        "is_usual": (seat.starts_on, seat.ends_on) == (row.starts_on, row.ends_on),
        "back_url": at(request, "seat-return", seat_id=seat.pk),
        "move_url": at(request, "seat-give", licence_id=row.pk) + f"?fran={seat.pk}",
        "may_reuse": terms.may_reuse(seat.given_on, seat.ends_on, today()),
    }


@permission(USE)
def change(request: ActorRequest, licence_id: UUID) -> HttpResponse:
    """The supplier's reference, whether the seats follow the classes, and more classes."""
    row = access.led_licence(request.actor, licence_id)
    more, has_room = access.more_groups(request.actor, row), seat_queries.has_room(row, today())
    form = LicenceForm.of(row, more if has_room else more.none(), request.POST)
    back = at(request, "licence", licence_id=row.pk)
    if request.method == "POST" and tried(
        form, lambda: actions.change_licence(row, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Licensen är sparad."))
        return HttpResponseRedirect(back)
    context = {
        "form": form,
        "heading": _("Ändra referens och klasser"),
        "lead": "" if has_room else _("Fler klasser kan få använda licensen när någon är ledig."),
        "back_url": back,
        "back_text": row.title.name,
    }
    return render(request, "ui/one_form.html", context, status=status(form))
