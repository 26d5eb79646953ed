"""Days from and to, both inclusive, as SS 12000 counts them."""

from datetime import date

from django.db.models import Q


def unended(on: date, end: str = "end_on") -> Q:
    """What has no last day, or one that is not before the day; `end` as in "group__end_on"."""
    return Q(**{end: None}) | Q(**{f"{end}__gte": on})


def running(on: date, prefix: str = "") -> Q:
    """What has begun and not ended on the day; both days are inclusive. `prefix` as in "duty__"."""
    begun = Q(**{f"{prefix}start_on": None}) | Q(**{f"{prefix}start_on__lte": on})
    return begun & unended(on, f"{prefix}end_on")
