"""Saved groups of people who are asked together."""

from dataclasses import dataclass

from django.db import IntegrityError, models, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import GroupFull, InGroup, NameTaken
from armkrok.core.administration.events import GroupRemoved, GroupSaved
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find_or_add, read_number
from armkrok.core.members.models import Group, GroupEntry, Member

MOST = 100


@dataclass(frozen=True)
class Outsider:
    """Somebody who does not work here; the number says who may answer."""

    name: str
    email: str
    number: str
    title: str = ""


@transaction.atomic
def add_group(name: str, *, by: Actor) -> Group:
    """A new group without people."""
    return _saved(Group(name=name), "", by)


@transaction.atomic
def rename_group(group: Group, name: str, *, by: Actor) -> Group:
    """Give the group another name."""
    group = Group.objects.locked(group)
    was, group.name = group.name, name
    return _saved(group, was, by)


@transaction.atomic
def remove_group(group: Group, *, by: Actor) -> None:
    """Forget the group; what its people have been asked before stays."""
    record(GroupRemoved(), about=group, by=by)
    group.delete()


@transaction.atomic
def add_member_to_group(group: Group, member: Member, *, by: Actor) -> GroupEntry:
    """Add somebody who works here, last."""
    return _added(
        group, member.person, name=member.person.name, email=member.email, title=member.title, by=by
    )


@transaction.atomic
def add_outsider_to_group(group: Group, outsider: Outsider, *, by: Actor) -> GroupEntry:
    """Add somebody who works elsewhere, last. Raises NumberRefused."""
    person = find_or_add(read_number(outsider.number), outsider.name)
    return _added(group, person, name=outsider.name, email=outsider.email, title=outsider.title, by=by)


@transaction.atomic
def remove_from_group(entry: GroupEntry, *, by: Actor) -> None:
    """Take a person out."""
    group = Group.objects.locked(entry.group)
    entry.delete()
    _renumber(list(group.entries.all()))
    _record(group, by)


@transaction.atomic
def move_up_in_group(entry: GroupEntry, *, by: Actor) -> None:
    """Let a person change places with the one before; the first one stays first."""
    group = Group.objects.locked(entry.group)
    entries = list(group.entries.all())
    place = next(i for i, row in enumerate(entries) if row.pk == entry.pk)
    if place == 0:
        return
    entries[place - 1], entries[place] = entries[place], entries[place - 1]
    _renumber(entries)
    _record(group, by)


def _added(group: Group, person: Person, *, name: str, email: str, title: str, by: Actor) -> GroupEntry:
    group = Group.objects.locked(group)
    if group.entries.count() >= MOST:
        raise GroupFull
    if group.entries.filter(person=person).exists():
        raise InGroup
    last = group.entries.aggregate(last=models.Max("position"))["last"] or 0
    entry: GroupEntry = GroupEntry.objects.create(
        group=group, person=person, name=name, email=email, title=title, position=last + 1
    )
    _record(group, by)
    return entry


def _saved(group: Group, was: str, by: Actor) -> Group:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise NameTaken from error
    record(GroupSaved(people=group.entries.count(), was=was, now=group.name), about=group, by=by)
    return group


def _renumber(entries: list[GroupEntry]) -> None:
    for place, entry in enumerate(entries, start=1):
        entry.position = place
    GroupEntry.objects.bulk_update(entries, ["position"])


def _record(group: Group, by: Actor) -> None:
    record(GroupSaved(people=group.entries.count()), about=group, by=by)
