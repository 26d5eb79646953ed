"""Members and saved groups as a directory sees them."""

from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from armkrok.core.members.models import Group, GroupEntry, Member
from armkrok.core.scim.models import Provisioned, ProvisionedGroup
from armkrok.kit.refusals import existing


def users() -> "QuerySet[Member]":
    """Those who work here, and those whom the directory has switched off.

    Each has `login` (the userName; the address of one who has none, unless she is protected) and `changed`.
    """
    kept = Provisioned.objects.filter(member=OuterRef("pk"))
    login = Case(
        When(~Q(user_name=""), then=F("user_name")),
        When(person__is_protected=False, then=F("email")),
        default=Cast("pk", TextField()),
        output_field=TextField(),
    )
    return (
        Member.objects.select_related("person", "unit")
        .filter(Q(left_at=None) | Exists(kept))
        .annotate(
            login=login, changed=Coalesce(Subquery(kept.values("changed_at")[:1]), F("joined_at")),
            department=Coalesce(F("unit__name"), Value("")),
        )
    )  # fmt: skip


def user_for(user_id: UUID) -> Member:
    """One of them, or 404."""
    return existing(users().filter(pk=user_id).first())


def groups() -> "QuerySet[Group]":
    """Saved groups, each with `external_id`, `changed` and its `listed` entries: those who are users."""
    kept = ProvisionedGroup.objects.filter(group=OuterRef("pk"))
    known = Member.objects.filter(person=OuterRef("person"), left_at=None)
    off = Provisioned.objects.filter(member__person=OuterRef("person"))
    entries = GroupEntry.objects.annotate(
        member_id=Subquery(Member.objects.filter(person=OuterRef("person")).values("pk")[:1])
    ).filter(Exists(known) | Exists(off))
    return Group.objects.annotate(
        external_id=Coalesce(Subquery(kept.values("external_id")[:1]), Value("")),
        changed=Subquery(kept.values("changed_at")[:1]),
    ).prefetch_related(Prefetch("entries", entries.order_by("position", "pk"), to_attr="listed"))


def group_for(group_id: UUID) -> Group:
    """One of them, or 404."""
    return existing(groups().filter(pk=group_id).first())


def members_of(ids: list[str]) -> dict[UUID, Member]:
    """The users with these ids; what is no id of a user here is left out."""
    wanted: list[Any] = []
    for one in ids:
        try:
            wanted.append(UUID(one))
        except ValueError:
            continue
    return {row.pk: row for row in users().filter(pk__in=wanted)}
