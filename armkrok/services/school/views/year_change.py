"""The change of school year, in one guided job: decide line by line, review, and drafts of orders."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import INVALID, status, tried
from armkrok.kit.days import today
from armkrok.services.school.access import licences as access
from armkrok.services.school.actions import renewing
from armkrok.services.school.actions import year_change as actions
from armkrok.services.school.actions.year_change import Decision
from armkrok.services.school.forms.licences import DecisionForms, YearDatesForm
from armkrok.services.school.models import Order, Proposal, YearChange
from armkrok.services.school.queries import year_change as queries
from armkrok.services.school.queries.seats import use_of
from armkrok.services.school.queries.year_change import Standing
from armkrok.services.school.views.leading import at

RENEW, MANAGE = "school.renew", "school.manage"
Choice = Proposal.Choice


@permission(RENEW)
def year_changes(request: ActorRequest) -> HttpResponse:
    """The schools, and how far each has come."""
    dates = queries.coming()
    is_open = dates.opens_on <= today() <= dates.closes_on
    units = list(access.led_units(request.actor))
    context = {
        "dates": dates,
        "school_year": f"{dates.year}/{(dates.year + 1) % 100:02}",
        "is_open": is_open,
        "rows": [
            _school(request, one, is_open=is_open) for one in queries.standings(units, dates.year)
        ],
        "dates_url": at(request, "year-dates") if MANAGE in request.actor.permissions else "",
        "back_url": at(request, "follow-up"),
        "back_text": _("Uppföljning"),
    }  # fmt: skip
    return render(request, "school/year_changes.html", context)


def _school(request: ActorRequest, one: Standing, *, is_open: bool) -> dict[str, Any]:
    change = one.change
    if change is None and not one.ending:
        shape, words = "done", _("Inget tar slut")
    elif change is None:
        shape, words = "draft", _("Inte börjat")
    elif change.ended_at:
        shape, words = "done", _("Klart")
    elif one.undecided:
        shape, words = "wait", _("{count} att bestämma").format(count=one.undecided)
    else:
        shape, words = "turn", _("{count} att beställa").format(count=one.undrafted)
    begin_url = at(request, "year-change-begin", school_unit_id=one.unit.pk)
    goes_on = is_open and one.ending > 0 if change is None else change.ended_at is None
    return {
        "name": one.unit.name,
        "ending": one.ending,
        "standing": (shape, words),
        "is_begun": change is not None,
        "url": at(request, "year-change", year_change_id=change.pk) if change else "",
        "begin_url": begin_url if goes_on else "",
    }


@permission(MANAGE)
def dates(request: ActorRequest) -> HttpResponse:
    """When schools may begin the coming change."""
    row = queries.coming()
    form = YearDatesForm(request.POST or None, initial={"opens_on": row.opens_on, "closes_on": row.closes_on})
    back = at(request, "year-changes")
    if request.method == "POST" and tried(
        form, lambda: actions.set_dates(row.year, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Dagarna är sparade."))
        return HttpResponseRedirect(back)
    context = {
        "form": form,
        "heading": _("När får årsskiftet {year} göras?").format(year=row.year),
        "lead": _("Skolorna kan börja mellan de här dagarna. Det de har börjat kan de göra klart senare."),
        "button": _("Spara dagarna"),
        "back_url": back,
        "back_text": _("Årsskifte"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


@require_POST
@permission(RENEW)
def begin(request: ActorRequest, school_unit_id: UUID) -> HttpResponse:
    """Begin a school's change."""
    unit = access.led_unit(request.actor, school_unit_id)
    change = actions.begin(unit, queries.coming().year, by=request.actor)
    return HttpResponseRedirect(at(request, "year-change", year_change_id=change.pk))


@permission(RENEW)
def year_change(request: ActorRequest, year_change_id: UUID) -> HttpResponse:
    """Each licence that ends, who will need it, and what is to become of it."""
    change = access.year_change_for(request.actor, year_change_id)
    rows = _rows(change)
    formset = _formset(request, rows if change.ended_at is None else [])
    if request.method == "POST" and _saved(request, change, formset):
        if "review" in request.POST:
            return HttpResponseRedirect(at(request, "year-change-review", year_change_id=change.pk))
        messages.success(request, _("Det du har bestämt är sparat. Du kan fortsätta när du vill."))
        return HttpResponseRedirect(at(request, "year-change", year_change_id=change.pk))
    context = {
        "change": change,
        "lines": _lines(request, change, rows, formset),
        "formset": formset,
        "undecided": sum(one.choice == Choice.UNDECIDED for one in rows),
        "review_url": at(request, "year-change-review", year_change_id=change.pk),
        "back_url": at(request, "year-changes"),
        "back_text": _("Årsskifte"),
    }
    code = INVALID if formset.is_bound and formset.total_error_count() else 200
    return render(request, "school/year_change.html", context, status=code)


def _rows(change: YearChange) -> list[Proposal]:
    rows = Proposal.objects.filter(change=change).select_related(
        "licence__title__supplier", "licence__line__order", "order__orderer", "change__unit"
    )
    return list(rows.order_by("licence__title__sort_key", "pk"))


def _formset(request: ActorRequest, rows: list[Proposal]) -> Any:
    """A form for each proposal that lies in no order."""
    known = [
        {
            "proposal": one.pk,
            "choice": "" if one.choice == Choice.UNDECIDED else one.choice,
            "seats": one.seats if one.choice == Choice.RESIZE else None,
        }
        for one in rows
        if one.order_id is None
    ]
    return DecisionForms(request.POST or None, initial=known)


def _lines(
    request: ActorRequest, change: YearChange, rows: list[Proposal], formset: Any
) -> list[dict[str, Any]]:
    """The proposals with what is known of them, in a fixed number of queries."""
    licences = [one.licence for one in rows]
    use, own = use_of(licences, today()), queries.groups_by_line(licences)
    school, ending = queries.school_of(change.unit, change.year), queries.ending(change.unit, change.year)
    ends = {one.pk: queries.over_on(one) for one in ending}
    already = queries.ordered_already(change.unit, ending)
    forms = {str(one["proposal"].value()): one for one in formset}
    return [
        {
            "row": one,
            "licence": one.licence,
            "title": one.licence.title,
            "use": use[one.licence_id],
            "need": queries.need_of(one.licence, own.get(one.licence.line_id, ()), school),
            "over_on": ends.get(one.licence_id),
            "is_ordered": one.order_id is None and one.licence.title_id in already,
            "url": at(request, "licence", licence_id=one.licence_id),
            "form": forms.get(str(one.pk)),
        }
        for one in rows
    ]


def _saved(request: ActorRequest, change: YearChange, formset: Any) -> bool:
    """Whether every line was right, and is kept; nothing is kept when one is wrong."""
    if not formset.is_valid():
        return False
    decisions = {
        one.cleaned_data["proposal"]: Decision(
            one.cleaned_data["choice"] or Choice.UNDECIDED, one.cleaned_data["seats"]
        )
        for one in formset
    }
    actions.decide(change, decisions, by=request.actor)
    return True


@permission(RENEW)
def review(request: ActorRequest, year_change_id: UUID) -> HttpResponse:
    """What has been decided, and what is to be ordered; a post makes the drafts."""
    change = access.year_change_for(request.actor, year_change_id)
    if request.method == "POST":
        found = renewing.draft(change, by=request.actor)
        _tell(request, found)
        return HttpResponseRedirect(at(request, "year-change-review", year_change_id=change.pk))
    rows = _rows(change)
    renewed = [one for one in rows if one.choice in {Choice.RENEW, Choice.RESIZE}]
    left = [one for one in renewed if one.order_id is None]
    context = {
        "change": change,
        "orders": _orders(request, rows),
        "left": [{"row": one, "sum": _sum(one), "why": renewing.why_not(one)} for one in left],
        "dropped": [one for one in rows if one.choice == Choice.DROP],
        "undecided": sum(one.choice == Choice.UNDECIDED for one in rows),
        "total": sum((_sum(one) for one in left), Decimal(0)),
        "back_url": at(request, "year-change", year_change_id=change.pk),
        "back_text": _("Årsskifte {year}").format(year=change.year),
    }
    return render(request, "school/year_change_review.html", context)


def _sum(row: Proposal) -> Decimal:
    """Kronor without VAT, at today's price."""
    price: Decimal = row.licence.title.price
    return (row.seats or 0) * price


def _orders(request: ActorRequest, rows: list[Proposal]) -> list[dict[str, Any]]:
    """The orders in which renewals lie; a draft leads to its review, for the one whose it is."""
    found = {one.order_id: one.order for one in rows if one.order}
    return [
        {
            "order": one,
            "supplier": next(row.licence.title.supplier.name for row in rows if row.order_id == one.pk),
            "is_draft": one.state == Order.State.DRAFT,
            "titles": ", ".join(row.licence.title.name for row in rows if row.order_id == one.pk),
            "url": _order_url(request, one),
        }
        for one in found.values()
    ]


def _order_url(request: ActorRequest, order: Order) -> str:
    if order.state != Order.State.DRAFT:
        return at(request, "order", order_id=order.pk)
    is_own = order.orderer_id == request.actor.person_id
    return at(request, "order-review", order_id=order.pk) if is_own else ""


def _tell(request: ActorRequest, found: renewing.Drafted) -> None:
    made = len(found.orders)
    if made:
        text = ngettext(
            "{count} utkast är klart. Läs igenom det och skicka det, så går det till godkännande.",
            "{count} utkast är klara. Läs igenom dem och skicka dem, så går de till godkännande.",
            made,
        )
        messages.success(request, text.format(count=made))
    for row, why in found.left:
        messages.warning(request, f"{row.licence.title.name}: {why}")
