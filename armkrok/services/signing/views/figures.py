"""Figures on signing in the organisation: drawn, as a table and as CSV."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.days import today
from armkrok.kit.spreadsheets import download
from armkrok.services.signing import figures
from armkrok.services.signing.figures import Counts

STATISTICS = "signing.statistics"


@permission(STATISTICS)
def statistics(request: ActorRequest) -> HttpResponse:
    """One year, by month and by unit."""
    year = _year(request)
    months = figures.by_month(year)
    context = {
        "year": year,
        "years": figures.years(),
        "total": figures.total(year),
        "months": months,
        "most_in_a_month": max((max(one.sent, one.completed) for one in months), default=0),
        "units": figures.by_unit(year, _("Utan enhet, och system")),
    }
    return render(request, "signing/statistics.html", context)


@permission(STATISTICS)
def statistics_csv(request: ActorRequest) -> HttpResponse:
    """The units' figures for a spreadsheet; times in hours."""
    year = _year(request)
    units = figures.by_unit(year, _("Utan enhet, och system"))
    return download(f"underskrifter-{year}.csv", [_headings(), *map(_cells, units)])


def _headings() -> Sequence[str]:
    return (
        _("Enhet"), _("Skickade"), _("Klara"), _("Väntar"), _("Försenade"), _("Någon tackade nej"),
        _("Tillbakadragna"), _("Timmar till klart, median"), _("Svar på papper"),
    )  # fmt: skip


def _cells(one: Counts) -> Sequence[Any]:
    hours = f"{one.median.total_seconds() / 3600:.1f}".replace(".", ",") if one.median is not None else ""
    counts = (one.sent, one.completed, one.waiting, one.late, one.declined, one.withdrawn)
    return (one.name, *counts, hours, one.on_paper)


def _year(request: ActorRequest) -> int:
    text = request.GET.get("ar", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if 2000 <= year <= today().year else today().year
