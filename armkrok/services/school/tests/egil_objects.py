"""Objects as EGIL's reference shows them, for tests of the wire."""

import json
import uuid
from typing import Any

SIS = "urn:scim:schemas:extension:sis:school:1.0:"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
UNIT = "8d371858-3fbd-4af2-ae33-84225ead4a1b"
TEACHER = "75c666db-e60e-4687-bdd3-1af191fa6799"
GROUP = "39074b36-e0ed-4443-a501-5148992014b9"


def user(number: int, **more: Any) -> dict[str, Any]:
    """A pupil; the id is of the number."""
    enrolment = {"value": UNIT, "$ref": f"SchoolUnits/{UNIT}", "schoolYear": 4, "schoolType": "GR"}
    return {
        "schemas": [USER, f"{SIS}User"],
        "externalId": str(uuid.UUID(int=number)),
        "userName": f"elev{number}@sundby.example",
        "displayName": f"Elev {number}",
        "name": {"givenName": "Elev", "familyName": str(number)},
        f"{SIS}User": {"enrolments": [enrolment]},
    } | more


def unit() -> dict[str, Any]:
    """A school unit."""
    return {
        "schemas": [f"{SIS}SchoolUnit"],
        "externalId": UNIT,
        "displayName": "Ekbackeskolan",
        "schoolUnitCode": "12345678",
        "schoolTypes": ["GR"],
    }


def group(members: int) -> dict[str, Any]:
    """A class of the first so many pupils."""
    pupils = [str(uuid.UUID(int=number)) for number in range(members)]
    return {
        "schemas": [f"{SIS}StudentGroup"],
        "externalId": GROUP,
        "displayName": "4A",
        "owner": {"value": UNIT, "$ref": f"SchoolUnits/{UNIT}"},
        "studentGroupType": "Klass",
        "studentMemberships": [{"value": one, "$ref": f"Users/{one}"} for one in pupils],
    }


def body(sent: dict[str, Any]) -> bytes:
    """As it goes on the wire."""
    return json.dumps(sent, ensure_ascii=False).encode()
