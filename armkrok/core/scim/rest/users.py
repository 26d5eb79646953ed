"""Users."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from scim2_models import Context

from armkrok.core.access.rest import operation
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read as note_read
from armkrok.core.reading.models import How
from armkrok.core.scim import queries, resources
from armkrok.core.scim.actions import users as user_actions
from armkrok.core.scim.actions.users import UserFacts
from armkrok.core.scim.filters import USERS
from armkrok.core.scim.reading import changed_user, read_body, whole_user
from armkrok.core.scim.rest.parts import Asked, demand_unchanged, page_of, patched, resource_answer, validated
from armkrok.core.scim.rest.routing import router
from armkrok.core.scim.schemas import FullUser


@router.get("/v2/Users", include_in_schema=False)
@operation("scim.provision")
def list_users(request: Any, organisation: str) -> HttpResponse:
    """Users that match the filter, a page at a time."""

    def noted(rows: list[Member]) -> None:
        note_read(request.actor, [row.person_id for row in rows], "scim.user", how=How.API)

    return page_of(request, Asked(FullUser, queries.users(), USERS, resources.user, noted))


@router.post("/v2/Users", include_in_schema=False)
@operation("scim.provision")
def create_user(request: Any, organisation: str) -> HttpResponse:
    """Let somebody in."""
    sent = validated(FullUser, whole_user(read_body(request)), Context.RESOURCE_CREATION_REQUEST)
    row = user_actions.create_user(UserFacts.of(sent), by=request.actor)
    return resource_answer(request, resources.user(row, resources.base_address()), 201)


@router.get("/v2/Users/{uuid:scim_user}", include_in_schema=False)
@operation("scim.provision")
def get_user(request: Any, organisation: str, scim_user: UUID) -> HttpResponse:
    """One user."""
    row = queries.user_for(scim_user)
    note_read(request.actor, [row.person_id], "scim.user", about=row.pk, how=How.API)
    return resource_answer(request, resources.user(row, resources.base_address()))


@router.put("/v2/Users/{uuid:scim_user}", include_in_schema=False)
@operation("scim.provision")
def put_user(request: Any, organisation: str, scim_user: UUID) -> HttpResponse:
    """Make a user what is sent; what is left out is taken away, but never the address."""
    row = queries.user_for(scim_user)
    demand_unchanged(request, resources.user(row, resources.base_address()))
    body = whole_user(read_body(request))
    body.setdefault("emails", [{"value": resources.known_user(row).emails[0].value}])
    sent = validated(FullUser, body, Context.RESOURCE_REPLACEMENT_REQUEST)
    changed = user_actions.change_user(row, UserFacts.of(sent), by=request.actor)
    return resource_answer(request, resources.user(changed, resources.base_address()))


@router.patch("/v2/Users/{uuid:scim_user}", include_in_schema=False)
@operation("scim.provision")
def patch_user(request: Any, organisation: str, scim_user: UUID) -> HttpResponse:
    """Change parts of a user."""
    row = queries.user_for(scim_user)
    demand_unchanged(request, resources.user(row, resources.base_address()))
    known = patched(FullUser, resources.known_user(row), changed_user(read_body(request)))
    changed = user_actions.change_user(row, UserFacts.of(known), by=request.actor)
    return resource_answer(request, resources.user(changed, resources.base_address()))


@router.delete("/v2/Users/{uuid:scim_user}", include_in_schema=False)
@operation("scim.provision")
def delete_user(request: Any, organisation: str, scim_user: UUID) -> HttpResponse:
    """The employment ends this minute, with roles and log-ins."""
    row = queries.user_for(scim_user)
    demand_unchanged(request, resources.user(row, resources.base_address()))
    user_actions.remove_user(row, by=request.actor)
    return HttpResponse(status=204)
