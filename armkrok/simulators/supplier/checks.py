"""What EGIL demands of an object, by collection: an outside view of what a client sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

SIS = "urn:scim:schemas:extension:sis:school:1.0:"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
EXTENSION = f"{SIS}User"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SCHEMAS = {
    "Organisations": (f"{SIS}Organisation",),
    "SchoolUnitGroups": (f"{SIS}SchoolUnitGroup",),
    "SchoolUnits": (f"{SIS}SchoolUnit",),
    "Users": (USER,),
    "Employments": (f"{SIS}Employment",),
    "StudentGroups": (f"{SIS}StudentGroup",),
    "Activities": (f"{SIS}Activity",),
}
REQUIRED = {
    "Organisations": ("displayName",),
    "SchoolUnitGroups": ("displayName",),
    "SchoolUnits": ("displayName", "schoolUnitCode"),
    "Users": ("userName", "displayName", "name"),
    "Employments": ("employedAt", "user", "employmentRole"),
    "StudentGroups": ("displayName", "owner"),
    "Activities": ("displayName", "owner"),
}
REFERENCES = {
    "Organisations": {},
    "SchoolUnitGroups": {},
    "SchoolUnits": {"organisation": "Organisations", "schoolUnitGroup": "SchoolUnitGroups"},
    "Users": {},
    "Employments": {"employedAt": "SchoolUnits", "user": "Users"},
    "StudentGroups": {"owner": "SchoolUnits", "studentMemberships": "Users"},
    "Activities": {"owner": "SchoolUnits", "groups": "StudentGroups", "teachers": "Employments"},
}


def wrong(collection: str, sent: dict[str, Any]) -> str:
    """What is wrong with an object, in a sentence; empty when nothing is."""
    name = sent.get("externalId")
    if not isinstance(name, str) or not ID.fullmatch(name):
        return "externalId must be a UUID in lower case"
    schemas = sent.get("schemas")
    if not isinstance(schemas, list) or not all(one in schemas for one in SCHEMAS[collection]):
        return "schemas must name the type's schema"
    for attribute in REQUIRED[collection]:
        if not sent.get(attribute):
            return f"{attribute} is required"
    if collection == "Users":
        return _wrong_user(sent)
    if collection == "SchoolUnits" and not re.fullmatch(r"[0-9]{8}", str(sent["schoolUnitCode"])):
        return "schoolUnitCode must be eight digits"
    return ""


def references(collection: str, sent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Collection and id of everything that the object points at."""
    for attribute, target in REFERENCES[collection].items():
        value = sent.get(attribute)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield target, str(one.get("value", ""))
    for one in (sent.get(EXTENSION) or {}).get("enrolments", []):
        yield "SchoolUnits", str(one.get("value", ""))


def _wrong_user(sent: dict[str, Any]) -> str:
    name = sent["name"]
    if not isinstance(name, dict) or not name.get("givenName") or not name.get("familyName"):
        return "name.givenName and name.familyName are required"
    more = sent.get(EXTENSION, {})
    if more and EXTENSION not in sent["schemas"]:
        return "schemas must name the extension"
    if more.get("securityMarking") not in {None, True, False}:
        return "securityMarking is a boolean"
    civic = more.get("civicNo")
    if civic is not None and not re.fullmatch(r"[0-9]{8}[0-9TX-Z]{2}[0-9]{2}|[0-9]{12}", str(civic)):
        return "civicNo is twelve digits"
    return ""
