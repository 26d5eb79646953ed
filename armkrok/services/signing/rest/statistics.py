"""Figures on signing in the organisation."""

from datetime import date, timedelta
from typing import Any

from ninja import Schema

from armkrok.core.access.rest import operation
from armkrok.kit.days import today
from armkrok.services.signing import figures
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS


class CountsState(Schema):
    """What has become of the requests that were sent; the median is the time from sent to completed."""

    name: str
    sent: int
    completed: int
    waiting: int
    late: int
    declined: int
    withdrawn: int
    on_paper: int
    median_seconds: float | None


class MonthState(Schema):
    """Requests sent in a month, and requests completed in it."""

    first: date
    sent: int
    completed: int


class Figures(Schema):
    """One year. `name` of a unit is empty for those who belong to none, and the systems."""

    year: int
    total: CountsState
    units: list[CountsState]
    months: list[MonthState]


@router.get(
    "/statistics",
    response={200: Figures, **REFUSALS},
    summary="Figures for a year",
    operation_id="read_statistics",
)
@operation("signing.statistics")
def statistics(request: Any, organisation: str, year: int = 0) -> Any:
    """The whole organisation's, this year unless another is asked for."""
    chosen = year if 2000 <= year <= today().year else today().year
    return {
        "year": chosen,
        "total": _told(figures.total(chosen)),
        "units": [_told(one) for one in figures.by_unit(chosen, "")],
        "months": figures.by_month(chosen),
    }


def _told(counts: figures.Counts) -> dict[str, Any]:
    median: timedelta | None = counts.median
    return {**vars(counts), "median_seconds": median.total_seconds() if median is not None else None}
