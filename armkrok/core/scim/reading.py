"""From what a directory sends to what it means: dialects are made plain before anything is judged."""

import json
from typing import Any

from django.core.exceptions import ValidationError as BadAddress
from django.core.validators import validate_email
from django.http import HttpRequest

from armkrok.core.scim.errors import TooLarge, Unreadable

MOST_BYTES = 1_000_000
LONGEST_ADDRESS = 254
TRUTHS = {"true": True, "false": False}
EMAILS = ("emails", "urn:ietf:params:scim:schemas:core:2.0:user:emails")


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent, at most a million bytes."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise TooLarge
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(body, dict):
        raise Unreadable
    return body


def whole_user(body: dict[str, Any]) -> dict[str, Any]:
    """A user in POST or PUT: one address, a name, and active unless something else is said."""
    plain = _plain(body)
    if "emails" not in plain and is_address(plain.get("userName")):
        plain["emails"] = [{"value": plain["userName"]}]
    plain.setdefault("active", True)
    return plain


def changed_user(body: dict[str, Any]) -> dict[str, Any]:
    """A PATCH of a user, with the same made plain in each operation."""
    key = next((one for one in body if one.lower() == "operations"), "Operations")
    operations = body.get(key)
    if isinstance(operations, list):
        body = {**body, key: [_operation(one) if isinstance(one, dict) else one for one in operations]}
    return body


def is_address(text: object) -> bool:
    """Whether the text is an e-mail address."""
    if not isinstance(text, str) or len(text) > LONGEST_ADDRESS:
        return False
    try:
        validate_email(text)
    except BadAddress:
        return False
    return True


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Names in the RFC's letters, the primary address alone, displayName as name, "False" as false."""
    names = {"emails": "emails", "displayname": "displayName", "active": "active", "username": "userName"}
    plain = {names.get(key.lower(), key): value for key, value in body.items()}
    if "emails" in plain:
        plain["emails"] = _one_address(plain["emails"])
    if isinstance(plain.get("active"), str):
        plain["active"] = TRUTHS.get(plain["active"].lower(), plain["active"])
    shown = plain.pop("displayName", None)
    if shown and not _has_name(plain):
        plain["name"] = {"formatted": shown}
    return plain


def _has_name(body: dict[str, Any]) -> bool:
    return any(key.lower().startswith("name") for key in body)


def _one_address(value: Any) -> Any:
    """The primary one, else the one for work, else the first (RFC 7643 section 2.4)."""
    entries = value if isinstance(value, list) else [value]
    entries = [one if isinstance(one, dict) else {"value": one} for one in entries if one]
    ranked = sorted(entries, key=lambda one: (one.get("primary") is not True, one.get("type") != "work"))
    return [{"value": one.get("value")} for one in ranked[:1]]


def _operation(one: dict[str, Any]) -> dict[str, Any]:
    path = one.get("path")
    if not path:
        value = one.get("value")
        return {**one, "value": _plain(value)} if isinstance(value, dict) else one
    name = str(path).lower()
    if name in EMAILS and "value" in one:  # there is one address, so to add is to replace
        kept = {"op": "replace" if str(one.get("op")).lower() == "add" else one.get("op")}
        return {**one, **kept, "value": _one_address(one["value"])}
    if name.rpartition(":")[2] == "displayname":
        return {**one, "path": "name.formatted"}
    if name.rpartition(":")[2] == "active" and isinstance(one.get("value"), str):
        return {**one, "value": TRUTHS.get(one["value"].lower(), one["value"])}
    return one
