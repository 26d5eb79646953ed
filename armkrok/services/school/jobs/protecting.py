"""Protected people do not stay where they may not be."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions.still_there import take_away_again


@every("*/10 * * * *", "school.protected-still-there")
def still_there() -> None:
    """Ask again every receiver that still has a protected person whom it may not have.

    Agreements say what it may have: nothing can be asked where the service that keeps them is closed.
    """
    agreed = {one.pk for one in open_places("exchange")}
    for place in open_places("school"):
        if place.pk in agreed:
            with scope(place.pk):
                take_away_again()


SCHEDULES: tuple[Any, ...] = (still_there,)
