"""The resources of RFC 7643 with those of its attributes that have a place here, and one of our own."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Extension,
    Mutability,
    Reference,
    Required,
    Resource,
    ResourceType,
    Returned,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Uniqueness,
)
from scim2_models.attributes import ExtensibleStringEnum
from scim2_models.resources import service_provider_config as about

MOST = 200
PAGE = 100


class Name(ComplexAttribute):
    """RFC 7643 section 4.1.1: the name, until an e-ID has told the real one."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """RFC 7643 section 4.1.2: the one address, at work."""

    class Type(ExtensibleStringEnum):
        work = "work"

    value: Annotated[str | None, Required.true] = None
    type: Type | None = None


class User(Resource[Any]):
    """RFC 7643 section 4.1: a member."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    name: Name | None = None
    display_name: Annotated[str | None, Mutability.read_only] = None
    title: str | None = None
    active: Annotated[bool | None, Required.true] = None
    emails: Annotated[list[Email] | None, Required.true] = None


class EnterpriseUser(Extension):
    """RFC 7643 section 4.3: the unit, by name."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None


class SwedishUser(Extension):
    """Our own extension: the number by which an e-ID tells who somebody is. Set once and never returned."""

    __schema__ = URN("urn:x-armkrok:scim:schemas:extension:sweden:2.0:User")

    personal_identity_number: Annotated[
        str | None, Mutability.immutable, Returned.never, CaseExact.true, Uniqueness.server
    ] = None


class GroupMember(ComplexAttribute):
    """RFC 7643 section 4.2."""

    value: Annotated[str | None, Required.true, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference[User] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """RFC 7643 section 4.2: a saved group; people from elsewhere in it are neither shown nor touched."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    members: list[GroupMember] | None = None


FullUser: Any = User.__class_getitem__(EnterpriseUser | SwedishUser)
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
)
CONFIG = ServiceProviderConfig(
    patch=about.Patch(supported=True),
    bulk=about.Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=about.Filter(supported=True, max_results=MOST),
    change_password=about.ChangePassword(supported=False),
    sort=about.Sort(supported=True),
    etag=about.ETag(supported=True),
    authentication_schemes=[
        about.AuthenticationScheme(
            type=about.AuthenticationScheme.Type("oauthbearertoken"),
            name="OAuth 2.0",
            description="Client credentials (RFC 6749 section 4.4), scope scim.provision",
            spec_uri=Reference("https://www.rfc-editor.org/info/rfc6750"),
            primary=True,
        )
    ],
)
PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, SwedishUser, Group],
    resource_types=[ResourceType.from_resource(FullUser), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=POLICY,
)
