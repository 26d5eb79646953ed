"""Somebody goes through who has which role."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions.roles import demand_another_administrator, where
from armkrok.core.administration.errors import NothingChosen
from armkrok.core.administration.events import ReviewDownloaded, RoleReviewed, RoleTaken
from armkrok.core.administration.models import RoleReview
from armkrok.core.events.recording import record, record_many
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now, today


def chosen_roles(ids: Collection[UUID]) -> list[RoleAssignment]:
    """The roles that were ticked, of those that are not over. Raises NothingChosen when there are none."""
    rows = RoleAssignment.objects.filter(RoleAssignment.not_over(today()), pk__in=ids)
    found = list(rows.select_related("person", "board", "unit").order_by("person__sort_key", "pk"))
    if not found:
        raise NothingChosen
    return found


@transaction.atomic
def keep_roles(roles: list[RoleAssignment], *, by: Actor) -> None:
    """Say that these roles are right; who said so, and when, is kept."""
    reviews = [RoleReview(assignment=role, reviewer_id=by.person_id) for role in roles]
    RoleReview.objects.bulk_create(reviews)
    record_many([(RoleReviewed(one.person_id, one.role, where(one)), one) for one in roles], by=by)


@transaction.atomic
def end_roles(roles: list[RoleAssignment], *, by: Actor) -> None:
    """End these roles this minute. Raises LastAdministrator, and then none is ended."""
    demand_another_administrator(without=roles)
    RoleAssignment.objects.filter(pk__in=[one.pk for one in roles], ended_at=None).update(ended_at=now())
    reviews = [RoleReview(assignment=role, reviewer_id=by.person_id, is_kept=False) for role in roles]
    RoleReview.objects.bulk_create(reviews)
    record_many([(RoleTaken(one.person_id, one.role, where(one)), one) for one in roles], by=by)


@transaction.atomic
def note_download(rows: int, *, by: Actor) -> None:
    """The list of roles has been taken out of the platform."""
    record(ReviewDownloaded(rows), about=current_organisation(), by=by)
