"""Follow-up: what licences cost, how they are used and what ends soon; as pictures, tables and CSV."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.days import today
from armkrok.kit.spreadsheets import download
from armkrok.services.school.access import licences as access
from armkrok.services.school.queries import following_up as queries
from armkrok.services.school.queries import licences as licence_queries
from armkrok.services.school.queries.following_up import FollowUp, Line
from armkrok.services.school.queries.hushing import hushed
from armkrok.services.school.views.leading import at

FOLLOW, MANAGE, LICENCES = "school.followup", "school.manage", "school.order"
MOST = 100
"""Titles on the page; the file has all."""


@permission(FOLLOW)
def follow_up(request: ActorRequest) -> HttpResponse:
    """A year's costs and use, and what ends within sixty days."""
    found, years = _found(request)
    context = {
        "found": found,
        "years": years,
        "tables": [
            _table(found.schools, _("Skolor"), _("Skola"), at(request, "follow-up-schools"), found.year),
            _table(found.subjects, _("Ämnen"), _("Ämne"), at(request, "follow-up-subjects"), found.year),
            _table(found.titles, _("Läromedel"), _("Läromedel"), at(request, "follow-up-titles"), found.year),
        ],
        "expiring": _expiring(request),
        "year_url": at(request, "year-changes") if "school.renew" in request.actor.permissions else "",
    }
    return render(request, "school/follow_up.html", context)


def _found(request: ActorRequest) -> tuple[FollowUp, list[int]]:
    units = list(access.led_units(request.actor))
    years = queries.years(units)
    asked = request.GET.get("ar", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else years[0]
    is_whole = MANAGE in request.actor.permissions
    return queries.follow_up(units, year, is_whole=is_whole), years


def _table(lines: list[Line], name: str, head: str, url: str, year: int) -> dict[str, Any]:
    most = max((one.cost for one in lines), default=Decimal(0))
    return {
        "name": name,
        "head": head,
        "lines": lines[:MOST],
        "left_out": max(0, len(lines) - MOST),
        "most": most,
        "url": f"{url}?ar={year}",
    }


def _expiring(request: ActorRequest) -> list[dict[str, Any]]:
    units = access.led_units(request.actor).order_by().values("pk")
    licences = list(licence_queries.expiring(today()).filter(unit__in=units)[:MOST])
    rows = licence_queries.rows(licences, today())
    may_open = LICENCES in request.actor.permissions
    return [
        {
            "row": one,
            "held": hushed(one.use.held),
            "url": at(request, "licence", licence_id=one.licence.pk) if may_open else "",
        }
        for one in rows
    ]


@permission(FOLLOW)
def schools_csv(request: ActorRequest) -> HttpResponse:
    """The schools' figures for a spreadsheet."""
    return _csv(request, lambda found: found.schools, _("Skola"), "skolor")


@permission(FOLLOW)
def subjects_csv(request: ActorRequest) -> HttpResponse:
    """The subjects' figures for a spreadsheet."""
    return _csv(request, lambda found: found.subjects, _("Ämne"), "amnen")


@permission(FOLLOW)
def titles_csv(request: ActorRequest) -> HttpResponse:
    """The titles' figures for a spreadsheet."""
    return _csv(request, lambda found: found.titles, _("Läromedel"), "laromedel")


def _csv(
    request: ActorRequest, chosen: Callable[[FollowUp], list[Line]], head: str, name: str
) -> HttpResponse:
    found, _years = _found(request)
    heading = [
        head, _("Digitalt, kronor"), _("Tryckt, kronor"), _("Summa, kronor"), _("Elever"),
        _("Kronor per elev"), _("Licenser"), _("Utdelade"), _("Oanvända, procent"),
    ]  # fmt: skip
    return download(f"{name}-{found.year}.csv", [heading, *map(_cells, chosen(found))])


def _cells(one: Line) -> list[Any]:
    people, seats, used = (_("färre än 5") if n is None else n for n in (one.people, one.seats, one.used))
    sums = [_number(value) for value in (one.digital, one.printed, one.cost)]
    return [one.name, *sums, people, _number(one.each), seats, used, _number(one.unused)]


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")
