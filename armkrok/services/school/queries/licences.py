"""Licences as lists and pages show them."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from armkrok.services.school.models import Licence, Proposal, Seat, Title
from armkrok.services.school.queries import seats
from armkrok.services.school.queries.seats import Use

SOON = timedelta(days=60)
"""Licences that end so soon are listed the year round."""


class View(StrEnum):
    """The ways to look at the list; the values are in its address."""

    RUNNING = "alla"
    FREE = "lediga"
    SHORT = "saknas"
    SOON = "tar-slut"
    OVER = "slut"


@dataclass(frozen=True)
class Row:
    """A licence with its use. `over_on` is as with_end() says; None: nobody has begun."""

    licence: Licence
    use: Use
    over_on: date | None
    day: date

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.over_on is not None and self.over_on < self.day

    @property
    def ends_soon(self) -> bool:
        """Whether the last day is within sixty days."""
        return self.over_on is not None and self.day <= self.over_on <= self.day + SOON

    @property
    def is_personal(self) -> bool:
        """Whether somebody has a seat of her own."""
        return self.licence.title.scope in seats.PERSONAL


def with_end(licences: QuerySet[Licence]) -> "QuerySet[Any]":
    """Each with `over_on`: its last day, or that of the last seat in use when seats begin one by one.

    Where nobody has a seat, the last day on which somebody can get one.
    """
    last = Max("given__ends_on", filter=Q(given__returned_on=None))
    return licences.annotate(over_on=Coalesce(F("ends_on"), last, F("assign_by")))


def listed(licences: QuerySet[Licence], view: View, on: date) -> QuerySet[Licence]:
    """The licences of a view, by title and first day."""
    found = with_end(licences).order_by("title__sort_key", "title_id", "unit__name", "delivered_on", "pk")
    over = Q(over_on__lt=on)
    if view == View.OVER:
        return found.filter(over)
    if view == View.SOON:
        return found.filter(over_on__gte=on, over_on__lte=on + SOON)
    if view == View.SHORT:
        return found.exclude(over).filter(short__gt=0)
    if view == View.FREE:
        return found.exclude(over).filter(Q(pk__in=_with_rests(on)) | Q(pk__in=_with_fresh(licences)))
    return found.exclude(over)


def _with_rests(on: date) -> QuerySet[Seat]:
    return seats.left_over(on).values("licence_id")  # type: ignore[return-value]


def _with_fresh(licences: QuerySet[Licence]) -> QuerySet[Licence]:
    """Licences that have seats nobody has ever had."""
    ids = licences.order_by().values("pk")
    personal = Licence.objects.filter(pk__in=ids, title__scope__in=seats.PERSONAL)
    counted = personal.annotate(roots=Count("given", filter=Q(given__continues=None)))
    return counted.filter(roots__lt=F("seats")).values("pk")  # type: ignore[return-value]


def rows(licences: Sequence[Licence], on: date) -> list[Row]:
    """The rows of some licences from with_end(), in one query."""
    use = seats.use_of(licences, on)
    return [Row(one, use[one.pk], getattr(one, "over_on", one.ends_on), on) for one in licences]


def as_bought(licence: Licence) -> Title:
    """The title with the terms by which the licence was bought, for showing them."""
    terms = seats.terms_of(licence)
    title: Title = copy(licence.title)
    title.duration_months, title.starts_on = terms.months, terms.starts
    title.assign_within_months, title.auto_start_months = terms.assign_within, terms.auto_start
    title.reusable, title.revocable_months = terms.is_reusable, terms.revocable
    title.needs_renewal_ref, title.shrink_after_end = terms.needs_reference, terms.shrinks_after_end
    return title


def expiring(on: date) -> "QuerySet[Any]":
    """Licences that end within sixty days, and of which nobody has decided that they are to end or renew."""
    decided = Proposal.objects.filter(licence=OuterRef("pk")).exclude(choice=Proposal.Choice.UNDECIDED)
    found = with_end(Licence.objects.select_related("title", "unit", "line__order"))
    return found.filter(~Exists(decided), over_on__gte=on, over_on__lte=on + SOON).order_by("over_on", "pk")
