"""From the id in an address to the thing itself, or 404; the manager sees one organisation only."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from armkrok.core.access.models import ApiClient, RoleAssignment
from armkrok.core.administration.models import StaffImport
from armkrok.core.eid.models import Provider
from armkrok.core.identity.protection import visible
from armkrok.core.members.models import Group, GroupEntry, Member
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.refusals import NotFound

Row = TypeVar("Row", bound=models.Model)


def member_of(person_id: UUID) -> Member:
    """A present or former member."""
    members = visible(Member.objects.select_related("person", "unit"))
    return _one(Member, members.filter(person_id=person_id))


def assignment_for(assignment_id: UUID) -> RoleAssignment:
    """A role that somebody has or has had."""
    rows = RoleAssignment.objects.select_related("person", "board", "unit")
    return _one(RoleAssignment, rows.filter(pk=assignment_id))


def group_for(group_id: UUID) -> Group:
    """A saved group."""
    return _one(Group, Group.objects.filter(pk=group_id))


def entry_in(group: Group, entry_id: str) -> GroupEntry:
    """A person in the group; the id comes from a form."""
    try:
        return _one(
            GroupEntry, GroupEntry.objects.select_related("group").filter(group=group, pk=UUID(entry_id))
        )
    except ValueError as error:
        raise NotFound from error


def client_for(client_id: UUID) -> ApiClient:
    """A system, by its row's id."""
    return _one(ApiClient, ApiClient.objects.filter(pk=client_id))


def staff_import_for(import_id: UUID) -> StaffImport:
    """A list of staff."""
    return _one(StaffImport, StaffImport.objects.filter(pk=import_id))


def provider_for(provider_id: UUID) -> Provider:
    """One of the organisation's own identity providers."""
    return _one(Provider, Provider.objects.select_related("organisation").filter(pk=provider_id))


def board_for(board_id: UUID) -> Board:
    """A board."""
    return _one(Board, Board.objects.filter(pk=board_id))


def unit_for(unit_id: UUID) -> Unit:
    """A unit."""
    return _one(Unit, Unit.objects.filter(pk=unit_id))


def _one(kind: type[Row], rows: "models.QuerySet[Row]") -> Row:
    row = rows.first()
    if row is None:
        raise NotFound
    return row
