"""What the terms of a licence say: its days, who may have the rest of a seat, how it is renewed.

Months end as suppliers count them: a month from 15 August ends on 14 September, and from a day that the last
month lacks, the day before that month's last.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from armkrok.services.school.models.catalogue import Title

SCHOOL_YEAR_ENDS = (6, 30)
DAY = timedelta(days=1)


def period(title: Title, wanted_on: date) -> tuple[date, date]:
    """First and last day of a licence of the title that is wanted from a day.

    A school-year licence ends on 30 June; one from a date, or from assignment, after its months.
    """
    if title.starts_on == Title.Starts.SCHOOL_YEAR:
        end = date(wanted_on.year, *SCHOOL_YEAR_ENDS)
        return wanted_on, end if wanted_on <= end else date(wanted_on.year + 1, *SCHOOL_YEAR_ENDS)
    start = wanted_on
    if title.starts_on == Title.Starts.DATE and title.start_date:
        start = title.start_date
    return start, last_day(start, title.duration_months)


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the month's last day when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(first: date, months: int) -> date:
    """The last of so many months, the first day included."""
    return months_after(first, months) - DAY


@dataclass(frozen=True)
class Terms:
    """The terms by which a licence was bought. Numbers are months; `starts` and `scope` are the title's."""

    starts: str
    months: int
    scope: str
    assign_within: int | None = None
    auto_start: int | None = None
    is_reusable: bool = False
    revocable: int | None = None
    needs_reference: bool = False
    shrinks_after_end: bool = False
    edition: str = ""

    @classmethod
    def of(cls, title: Title) -> "Terms":
        """As the title has them now."""
        return cls(
            starts=title.starts_on, months=title.duration_months, scope=title.scope,
            assign_within=title.assign_within_months, auto_start=title.auto_start_months,
            is_reusable=title.reusable, revocable=title.revocable_months,
            needs_reference=title.needs_renewal_ref, shrinks_after_end=title.shrink_after_end,
            edition=title.edition,
        )  # fmt: skip

    @classmethod
    def kept(cls, data: dict[str, Any], title: Title) -> "Terms":
        """As a licence kept them; as the title has them when it kept none."""
        return cls(**data) if data else cls.of(title)

    @property
    def at_assignment(self) -> bool:
        """Whether each seat's time begins when somebody gets it; what is for all has no seats."""
        is_personal = self.scope in {Title.Scope.PUPIL, Title.Scope.TEACHER}
        return is_personal and self.starts == Title.Starts.ASSIGNMENT

    def assign_by(self, bought_on: date, delivered_on: date) -> date | None:
        """The last day on which a seat may be given for the first time; None: no such limit.

        Counted from the purchase, and no later than the end of seats that begin by themselves.
        """
        limits = [last_day(bought_on, self.assign_within)] if self.assign_within else []
        if begins := self.auto_starts_on(delivered_on):
            limits.append(last_day(begins, self.months))
        return min(limits, default=None)

    def auto_starts_on(self, delivered_on: date) -> date | None:
        """When the time of seats that nobody has begins by itself; None: never."""
        return months_after(delivered_on, self.auto_start) if self.at_assignment and self.auto_start else None

    def seat(
        self, given_on: date, delivered_on: date, first: date | None = None, last: date | None = None
    ) -> tuple[date, date] | None:
        """First and last day of a seat that is given for the first time; None when no day is left.

        `first` and `last` are the licence's own days, if it has any. A seat that began by itself before
        somebody got it has that much less.
        """
        start = max(given_on, first or given_on)
        if self.at_assignment:
            clock = min(start, self.auto_starts_on(delivered_on) or start)
            last = last_day(clock, self.months)
        if last is None or last < start:
            return None
        return start, last

    def revocable_until(self, given_on: date) -> date | None:
        """The last day on which a seat may be taken back and given to another; None: no such limit."""
        return last_day(given_on, self.revocable) if self.revocable else None

    def may_reuse(self, given_on: date, ends_on: date, on: date) -> bool:
        """Whether another may have what is left of a seat that is returned on the day.

        With a limit the seat may be reused until then, and is used up for good after it; without one, as
        `is_reusable` says. The time that has begun goes on: the next gets the rest.
        """
        until = self.revocable_until(given_on)
        return on < ends_on and (on <= until if until else self.is_reusable)

    def renews_on(self, ends_on: date | None, on: date) -> date:
        """The first day of a renewal: the day after the end, or `on` when that has passed."""
        return max(on, ends_on + DAY) if ends_on else on

    def may_shrink(self, ends_on: date | None, starts_on: date) -> bool:
        """Whether a renewal from a day may have fewer seats."""
        return not (self.shrinks_after_end and ends_on and starts_on <= ends_on)
