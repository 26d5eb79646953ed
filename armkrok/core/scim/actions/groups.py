"""Groups: saved groups that a directory makes, names and fills with users."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.actions import groups
from armkrok.core.members.models import Group, Member
from armkrok.core.scim import queries
from armkrok.core.scim.errors import TooLong, UnknownMember
from armkrok.core.scim.models import ProvisionedGroup
from armkrok.kit.days import now


@transaction.atomic
def create_group(name: str, external_id: str, member_ids: list[str], *, by: Actor) -> Group:
    """A new group with these users. Raises NameTaken and GroupFull."""
    row = groups.add_group(_judged(name, 120), by=by)
    ProvisionedGroup.objects.create(group=row, external_id=_judged(external_id, 255))
    _fill(row, set(), member_ids, by)
    return queries.group_for(row.pk)


@transaction.atomic
def change_group(row: Group, name: str, external_id: str, member_ids: list[str], *, by: Actor) -> Group:
    """Make the group what the directory says; people from elsewhere stay in it."""
    if row.name != name:
        groups.rename_group(row, _judged(name, 120), by=by)
    defaults = {"external_id": _judged(external_id, 255), "changed_at": now()}
    ProvisionedGroup.objects.update_or_create(group=row, defaults=defaults)
    wanted = set(member_ids)
    entries = row.listed  # type: ignore[attr-defined]
    for entry in entries:
        if str(entry.member_id) not in wanted:
            groups.remove_from_group(entry, by=by)
    _fill(row, {str(entry.member_id) for entry in entries}, member_ids, by)
    return queries.group_for(row.pk)


def remove_group(row: Group, *, by: Actor) -> None:
    """Forget the group."""
    groups.remove_group(row, by=by)


def _fill(row: Group, there: set[str], member_ids: Iterable[str], by: Actor) -> None:
    new = [one for one in dict.fromkeys(member_ids) if one not in there]
    known: dict[UUID, Member] = queries.members_of(new)
    if len(known) < len(new):
        raise UnknownMember
    for one in new:
        groups.add_member_to_group(row, known[UUID(one)], by=by)


def _judged(text: str, most: int) -> str:
    if len(text) > most or not text.isprintable():
        raise TooLong
    return text
