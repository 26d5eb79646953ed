"""Groups."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from scim2_models import Context

from armkrok.core.access.rest import operation
from armkrok.core.scim import queries, resources
from armkrok.core.scim.actions import groups as group_actions
from armkrok.core.scim.filters import GROUPS
from armkrok.core.scim.reading import read_body
from armkrok.core.scim.rest.parts import Asked, demand_unchanged, page_of, patched, resource_answer, validated
from armkrok.core.scim.rest.routing import router
from armkrok.core.scim.schemas import Group


@router.get("/v2/Groups", include_in_schema=False)
@operation("scim.provision")
def list_groups(request: Any, organisation: str) -> HttpResponse:
    """Groups that match the filter, a page at a time."""
    return page_of(request, Asked(Group, queries.groups(), GROUPS, resources.group))


@router.post("/v2/Groups", include_in_schema=False)
@operation("scim.provision")
def create_group(request: Any, organisation: str) -> HttpResponse:
    """A new group."""
    sent = validated(Group, read_body(request), Context.RESOURCE_CREATION_REQUEST)
    row = group_actions.create_group(*_group_facts(sent), by=request.actor)
    return resource_answer(request, resources.group(row, resources.base_address()), 201)


@router.get("/v2/Groups/{uuid:scim_group}", include_in_schema=False)
@operation("scim.provision")
def get_group(request: Any, organisation: str, scim_group: UUID) -> HttpResponse:
    """One group."""
    return resource_answer(request, resources.group(queries.group_for(scim_group), resources.base_address()))


@router.put("/v2/Groups/{uuid:scim_group}", include_in_schema=False)
@operation("scim.provision")
def put_group(request: Any, organisation: str, scim_group: UUID) -> HttpResponse:
    """Make a group what is sent."""
    row = queries.group_for(scim_group)
    demand_unchanged(request, resources.group(row, resources.base_address()))
    sent = validated(Group, read_body(request), Context.RESOURCE_REPLACEMENT_REQUEST)
    changed = group_actions.change_group(row, *_group_facts(sent), by=request.actor)
    return resource_answer(request, resources.group(changed, resources.base_address()))


@router.patch("/v2/Groups/{uuid:scim_group}", include_in_schema=False)
@operation("scim.provision")
def patch_group(request: Any, organisation: str, scim_group: UUID) -> HttpResponse:
    """Change the name, or who is in it."""
    row = queries.group_for(scim_group)
    known = resources.group(row, resources.base_address())
    demand_unchanged(request, known)
    facts = _group_facts(patched(Group, known, read_body(request)))
    changed = group_actions.change_group(row, *facts, by=request.actor)
    return resource_answer(request, resources.group(changed, resources.base_address()))


@router.delete("/v2/Groups/{uuid:scim_group}", include_in_schema=False)
@operation("scim.provision")
def delete_group(request: Any, organisation: str, scim_group: UUID) -> HttpResponse:
    """Forget a group."""
    row = queries.group_for(scim_group)
    demand_unchanged(request, resources.group(row, resources.base_address()))
    group_actions.remove_group(row, by=request.actor)
    return HttpResponse(status=204)


def _group_facts(sent: Any) -> tuple[str, str, list[str]]:
    members = [one.value or "" for one in sent.members or []]
    return sent.display_name or "", sent.external_id or "", members
