"""From rows to resources."""

import hashlib
from typing import Any

from scim2_models import Context, Meta, Reference, ResponseParameters

from armkrok.core.access.systems import issuer
from armkrok.core.identity.guarding import bare, is_protected
from armkrok.core.members.models import Group as GroupRow
from armkrok.core.members.models import Member
from armkrok.core.scim.schemas import POLICY, Email, EnterpriseUser, FullUser, Group, GroupMember, Name
from armkrok.core.tenants.models import current_organisation

WORK = Email.Type("work")


def base_address() -> str:
    """Where the organisation's resources are."""
    return f"{issuer(current_organisation().slug)}/scim/v2"


def known_user(member: Member) -> Any:
    """All that is known of a user, to lay a change upon; never sent."""
    person = member.person
    name = bare(person.name)
    shown = name != member.login  # type: ignore[attr-defined]
    user: Any = FullUser(
        id=str(member.pk),
        external_id=member.external_id or None,
        user_name=member.login,  # type: ignore[attr-defined]
        name=_name(name, bare(person.given_name), bare(person.surname)) if shown else None,
        display_name=name,
        title=bare(member.title) or None,
        active=member.left_at is None,
        emails=[Email(value=bare(member.email), type=WORK)],
    )
    if member.unit:
        user[EnterpriseUser] = EnterpriseUser(department=member.unit.name)
    return user


def user(member: Member, base: str) -> Any:
    """A user as the directory is told of her; of a protected person neither name nor address (OSL 21:3)."""
    found = known_user(member)
    if is_protected(member.person_id):
        found.name = found.display_name = found.title = None
        found.emails = None
    found.meta = Meta(
        resource_type="User",
        created=member.joined_at,
        last_modified=member.changed,  # type: ignore[attr-defined]
        location=f"{base}/Users/{member.pk}",
    )
    return _versioned(found)


def group(row: GroupRow, base: str) -> Any:
    """A saved group with those of its people who are users."""
    entries: list[Any] = row.listed  # type: ignore[attr-defined]
    members = [
        GroupMember(value=str(one.member_id), ref=Reference(f"{base}/Users/{one.member_id}"), type="User")
        for one in entries
    ]
    changed = row.changed  # type: ignore[attr-defined]
    meta = Meta(
        resource_type="Group", created=changed, last_modified=changed, location=f"{base}/Groups/{row.pk}"
    )
    found = Group(
        id=str(row.pk),
        external_id=row.external_id or None,  # type: ignore[attr-defined]
        display_name=row.name,
        members=members or None,
        meta=meta,
    )
    return _versioned(found)


def shown(resource: Any, parameters: ResponseParameters[Any] | None = None) -> dict[str, Any]:
    """The resource as JSON, with the attributes that were asked for."""
    result: dict[str, Any] = resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=parameters, scim_policy=POLICY
    )
    return result


def _versioned(resource: Any) -> Any:
    """With a weak entity-tag: the hash of what is said (RFC 7644 section 3.14)."""
    said = resource.model_dump_json(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    resource.meta.version = f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'
    return resource


def _name(formatted: str, given: str, family: str) -> Name:
    return Name(formatted=formatted or None, given_name=given or None, family_name=family or None)
