"""EGIL's schemas as SCIM writes schemas down (RFC 7643 section 7), for a server that is not ours."""

from typing import Any

SIS = "urn:scim:schemas:extension:sis:school:1.0:"
CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
Attribute = dict[str, Any]


def _attribute(name: str, kind: str = "string", **more: Any) -> Attribute:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": name,
        "required": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    } | more


def _text(name: str, *, required: bool = False) -> Attribute:
    return _attribute(name, required=required, caseExact=True)


def _texts(name: str) -> Attribute:
    return _attribute(name, multiValued=True, caseExact=True)


def _refs(name: str, target: str, *more: Attribute, required: bool = False, many: bool = True) -> Attribute:
    where = _attribute("$ref", "reference", referenceTypes=[target], caseExact=True)
    return _attribute(
        name, "complex", multiValued=many, required=required,
        subAttributes=[_text("value", required=True), where, *more],
    )  # fmt: skip


def _ref(name: str, target: str, *, required: bool = False) -> Attribute:
    return _refs(name, target, required=required, many=False)


_SHOWN = _text("displayName", required=True)
ATTRIBUTES: dict[str, list[Attribute]] = {
    "Organisation": [_SHOWN],
    "SchoolUnitGroup": [_SHOWN],
    "SchoolUnit": [
        _SHOWN,
        _text("schoolUnitCode", required=True),
        _ref("organisation", "Organisation"),
        _ref("schoolUnitGroup", "SchoolUnitGroup"),
        _texts("schoolTypes"),
        _text("municipalityCode"),
    ],
    "Employment": [
        _ref("employedAt", "SchoolUnit", required=True),
        _ref("user", "User", required=True),
        _text("employmentRole", required=True),
        _text("signature"),
    ],
    "StudentGroup": [
        _SHOWN,
        _ref("owner", "SchoolUnit", required=True),
        _text("studentGroupType"),
        _text("schoolType"),
        _refs("studentMemberships", "User"),
    ],
    "Activity": [
        _SHOWN,
        _ref("owner", "SchoolUnit", required=True),
        _refs("groups", "StudentGroup"),
        _refs("teachers", "Employment"),
        _refs("parentActivity", "Activity"),
    ],
    "User": [
        _refs(
            "enrolments",
            "SchoolUnit",
            _attribute("schoolYear", "integer"),
            _text("schoolType"),
            _text("programCode"),
        ),
        _text("civicNo"),
        _attribute("securityMarking", "boolean"),
    ],
}
ENDPOINTS = {
    "Organisation": "Organisations",
    "SchoolUnitGroup": "SchoolUnitGroups",
    "SchoolUnit": "SchoolUnits",
    "Employment": "Employments",
    "StudentGroup": "StudentGroups",
    "Activity": "Activities",
}


def schemas(core_user: dict[str, Any]) -> list[dict[str, Any]]:
    """Every schema; `core_user` is RFC 7643's own."""
    own = [
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": f"{SIS}{name}",
            "name": name if name != "User" else "EgilUser",
            "description": name,
            "attributes": attributes,
        }
        for name, attributes in ATTRIBUTES.items()
    ]
    return [core_user, *own]


def resource_types() -> list[dict[str, Any]]:
    """Every type that has an address."""
    made = [_type(name, f"/{endpoint}", f"{SIS}{name}") for name, endpoint in ENDPOINTS.items()]
    extension = [{"schema": f"{SIS}User", "required": False}]
    return [_type("User", "/Users", CORE_USER) | {"schemaExtensions": extension}, *made]


def _type(name: str, endpoint: str, schema: str) -> dict[str, Any]:
    kind = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
    return {"schemas": [kind], "id": name, "name": name, "endpoint": endpoint, "schema": schema}
