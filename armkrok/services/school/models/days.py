"""Days from and to, both inclusive, as SS 12000 counts them."""

from datetime import date

from django.db.models import Q


def running(on: date, prefix: str = "") -> Q:
    """What has begun and not ended on the day; both days are inclusive. `prefix` as in "duty__"."""
    begun = Q(**{f"{prefix}start_on": None}) | Q(**{f"{prefix}start_on__lte": on})
    unended = Q(**{f"{prefix}end_on": None}) | Q(**{f"{prefix}end_on__gte": on})
    return begun & unended
