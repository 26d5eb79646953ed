"""Two persons become one: what each has, and what is moved. Everything or nothing.

The whole is one transaction over every organisation: either the old person has nothing left anywhere, or
nothing has changed. Logs (deeds, reads) are never rewritten: they keep the old id, and MergedPerson leads on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armkrok.core.identity.models import Person
from armkrok.core.me.ties import Tie, counted, moving
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope

Told = Callable[[Organisation, int], None]


@dataclass(frozen=True)
class Holding:
    """How many rows one organisation has of each of the two."""

    organisation: Organisation
    kept: int
    other: int


@dataclass(frozen=True)
class Obstacle:
    """Rows that cannot be given to the one who is kept: both have such a row for the same thing."""

    place: str
    what: str
    rows: int


def holdings(kept_id: UUID, other_id: UUID) -> list[Holding]:
    """Organisations that have anything of either, by name; counts alone."""
    found = []
    for place in Organisation.objects.order_by("name"):
        with scope(place.pk):
            rows = counted([kept_id, other_id]).values()
        sums = [sum(one.get(person_id, 0) for one in rows) for person_id in (kept_id, other_id)]
        if any(sums):
            found.append(Holding(place, *sums))
    return found


def obstacles(kept_id: UUID, other_id: UUID) -> list[Obstacle]:
    """What would stand in the way: it is tried, and undone."""
    with transaction.atomic():
        found = moved(kept_id, other_id)
        transaction.set_rollback(True)
    return found


def moved(kept_id: UUID, other_id: UUID, tell: Told | None = None) -> list[Obstacle]:
    """Give every row of the other to the one who is kept, in the caller's transaction; what could not be.

    The caller rolls back when there is any. `tell` is called in each organisation's scope with the number of
    rows. To do it again changes nothing.
    """
    found: list[Obstacle] = []
    for place in Organisation.objects.order_by("name"):
        with scope(place.pk):
            ties = list(counted([other_id]))
            rows = sum(_moved(tie, kept_id, other_id, place.name, found) for tie in ties)
            if rows and tell:
                tell(place, rows)
    for tie in moving():
        if not tie.is_tenants:
            _moved(tie, kept_id, other_id, _("Hela plattformen"), found)
    return found


def _moved(tie: Tie, kept_id: UUID, other_id: UUID, place: str, found: list[Obstacle]) -> int:
    rows = tie.model._default_manager.filter(**{f"{tie.field}_id": other_id})
    try:
        with transaction.atomic():
            return rows.update(**{f"{tie.field}_id": kept_id})
    except IntegrityError:
        if tie.model is Member and not rows.filter(left_at=None).exists():
            return 0  # she has left under the old number: the row stays where her history is
        found.append(Obstacle(place, _called(tie), rows.count()))
        return 0


def _called(tie: Tie) -> str:
    """What the rows are, as their service is called."""
    app = apps.get_app_config(tie.model._meta.app_label)
    return f"{app.verbose_name}: {tie.model._meta.verbose_name}"


def lock(kept_id: UUID, other_id: UUID) -> list[Person]:
    """Both persons, locked in one order: nobody may point at either until the transaction ends."""
    rows = Person.objects.select_for_update().filter(pk__in=(kept_id, other_id)).order_by("pk")
    found = {one.pk: one for one in rows}
    return [found[kept_id], found[other_id]]
