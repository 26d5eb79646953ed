"""From the id in an address to the thing itself, or 404; the manager sees one organisation only."""

from uuid import UUID

from armkrok.core.access.models import ApiClient, RoleAssignment
from armkrok.core.administration.models import StaffImport
from armkrok.core.eid.models import Provider
from armkrok.core.identity.protection import visible
from armkrok.core.members.models import Group, GroupEntry, Member
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.refusals import NotFound, existing


def member_of(person_id: UUID) -> Member:
    """A present or former member."""
    members = visible(Member.objects.select_related("person", "unit"))
    return existing(members.filter(person_id=person_id).first())


def assignment_for(assignment_id: UUID) -> RoleAssignment:
    """A role that somebody has or has had."""
    rows = RoleAssignment.objects.select_related("person", "board", "unit")
    return existing(rows.filter(pk=assignment_id).first())


def group_for(group_id: UUID) -> Group:
    """A saved group."""
    return existing(Group.objects.filter(pk=group_id).first())


def entry_in(group: Group, entry_id: str) -> GroupEntry:
    """A person in the group; the id comes from a form."""
    try:
        found = GroupEntry.objects.select_related("group").filter(group=group, pk=UUID(entry_id))
        return existing(found.first())
    except ValueError as error:
        raise NotFound from error


def client_for(client_id: UUID) -> ApiClient:
    """A system, by its row's id."""
    return existing(ApiClient.objects.filter(pk=client_id).first())


def staff_import_for(import_id: UUID) -> StaffImport:
    """A list of staff."""
    return existing(StaffImport.objects.filter(pk=import_id).first())


def provider_for(provider_id: UUID) -> Provider:
    """One of the organisation's own identity providers."""
    return existing(Provider.objects.select_related("organisation").filter(pk=provider_id).first())


def board_for(board_id: UUID) -> Board:
    """A board."""
    return existing(Board.objects.filter(pk=board_id).first())


def unit_for(unit_id: UUID) -> Unit:
    """A unit."""
    return existing(Unit.objects.filter(pk=unit_id).first())
