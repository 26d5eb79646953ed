"""An object with what was asked to be shown within it: `_embedded` and names of references."""

from __future__ import annotations

from typing import Any

from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.store import Store


def shown(store: Store, kind: str, one: Json, expand: tuple[str, ...], *, names: bool) -> Json:
    """The object as the client wants it."""
    if expand:
        one = {**one, "_embedded": {part: _part(store, kind, one, part) for part in expand}}
    return _named(store, one, is_top=True) if names else one


def _part(store: Store, kind: str, one: Json, part: str) -> Any:
    match kind, part:
        case "persons", "duties":
            return store.pointing_at("duties", one["id"])
        case "persons", "responsibleFor":
            return [_responsible(child, one["id"]) for child in store.pointing_at("persons", one["id"])]
        case "persons", "groupMemberships":
            return [_membership(group, one["id"]) for group in store.pointing_at("groups", one["id"])]
        case "groups", "assignmentRoles":
            return [
                {"duty": {"id": duty["id"]}, **role}
                for duty in store.pointing_at("duties", one["id"])
                for role in duty.get("assignmentRole", [])
            ]
        case "activities", "groups":
            return [_found(store, "groups", ref["id"]) for ref in one["groups"]]
        case "activities", "teachers":
            return [_found(store, "duties", row["duty"]["id"]) for row in one.get("teachers", [])]
        case "activities", "syllabus":
            return _found(store, "syllabuses", one["syllabus"]["id"])
        case "duties", "person":
            return _found(store, "persons", one["person"]["id"])
    return []


def _found(store: Store, kind: str, object_id: str) -> Json:
    return store.find(kind, object_id) or {"id": object_id}


def _responsible(child: Json, adult: str) -> Json:
    rows = child.get("responsibles", [])
    relation = next((row["relationType"] for row in rows if row["person"]["id"] == adult), "Annan ansvarig")
    return {"person": {"id": child["id"]}, "relationType": relation}


def _membership(group: Json, person: str) -> Json:
    rows = group["groupMemberships"]
    row = next(row for row in rows if row["person"]["id"] == person)
    kept = {name: group[name] for name in ("id", "displayName", "groupType", "organisation")}
    return {**kept, **{name: row[name] for name in ("startDate", "endDate") if name in row}}


def _named(store: Store, value: Any, *, is_top: bool = False) -> Any:
    if isinstance(value, list):
        return [_named(store, one) for one in value]
    if not isinstance(value, dict):
        return value
    if not is_top and set(value) == {"id"}:
        return {**value, "displayName": _name(store, value["id"])}
    return {name: one if name == "meta" else _named(store, one) for name, one in value.items()}


def _name(store: Store, object_id: str) -> str:
    sql = """SELECT coalesce(json_extract(body, '$.displayName'), json_extract(body, '$.subjectName'),
        json_extract(body, '$.givenName') || ' ' || json_extract(body, '$.familyName'),
        json_extract(body, '$.dutyRole'), '') FROM object WHERE id = ?"""
    found = store.rows(sql, [object_id])
    return str(found[0][0]) if found else ""
