"""Read an order request and refuse what BankID would refuse (API v6.0, auth and sign)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from armkrok.simulators.bankid.orders import Kind, Refused, Wish
from armkrok.simulators.bankid.people import People

VISIBLE_LIMITS: Final = {True: 40_000, False: 1_500}
HIDDEN_LIMITS: Final = {True: 200_000, False: 1_500}
_SHARED = {"userVisibleData", "userVisibleDataFormat", "userNonVisibleData", "requirement"}
_SHARED |= {"returnRisk", "web", "app"}
_MEMBERS: Final = {
    True: _SHARED | {"personalNumber", "callInitiator"},
    False: _SHARED | {"endUserIp", "returnUrl"},
}
_REQUIREMENTS: Final = {"personalNumber", "pinCode", "mrtd", "cardReader", "certificatePolicies", "risk"}
_WEB: Final = {"referringDomain", "userAgent", "deviceIdentifier"}
_APP: Final = {"appIdentifier", "deviceOS", "deviceModelName", "deviceIdentifier"}


def read_wish(kind: Kind, body: Mapping[str, Any], people: People) -> Wish:
    """The order request as data; Refused(invalidParameters) names the first wrong member."""
    _demand_only(body, _MEMBERS[kind.is_phone_call], "")
    requirement = _requirement(body, phone_call=kind.is_phone_call)
    _check_device(body)
    number = body.get("personalNumber") if kind.is_phone_call else requirement.get("personalNumber")
    if kind.is_phone_call:
        _demand(body.get("callInitiator") in ("user", "RP"), "callInitiator")
        _demand(number is not None, "personalNumber")
    if number is not None:
        _demand(isinstance(number, str) and people.holds(number), "personalNumber")
    return Wish(
        kind=kind,
        end_user_ip="" if kind.is_phone_call else _ip(body.get("endUserIp")),
        visible=_text(body, "userVisibleData", VISIBLE_LIMITS[kind.is_signing], required=kind.is_signing),
        visible_format=_format(body.get("userVisibleDataFormat")),
        non_visible=_text(body, "userNonVisibleData", HIDDEN_LIMITS[kind.is_signing], required=False),
        personal_number=number,
        risk=requirement.get("risk"),
        return_risk=_boolean(body, "returnRisk"),
        return_url=_url(body.get("returnUrl")),
    )


def _demand(condition: bool, name: str) -> None:
    if not condition:
        raise Refused("invalidParameters", f"Invalid parameter: {name}")


def _demand_only(body: Mapping[str, Any], allowed: set[str], prefix: str) -> None:
    for name in body:
        _demand(name in allowed, prefix + str(name)[:60])


def _requirement(body: Mapping[str, Any], *, phone_call: bool) -> Mapping[str, Any]:
    requirement = body.get("requirement", {})
    if not isinstance(requirement, dict):
        raise Refused("invalidParameters", "Invalid parameter: requirement")
    allowed = _REQUIREMENTS - {"personalNumber"} if phone_call else _REQUIREMENTS
    _demand_only(requirement, allowed, "requirement.")
    for name in ("pinCode", "mrtd"):
        _boolean(requirement, name)
    _demand(requirement.get("cardReader") in (None, "class1", "class2"), "requirement.cardReader")
    _demand(requirement.get("risk") in (None, "low", "moderate"), "requirement.risk")
    policies = requirement.get("certificatePolicies", [])
    _demand(isinstance(policies, list), "requirement.certificatePolicies")
    for policy in policies:
        valid = isinstance(policy, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)*(\.\*)?", policy)
        _demand(bool(valid), "requirement.certificatePolicies")
    return requirement


def _check_device(body: Mapping[str, Any]) -> None:
    """`web` or `app`, never both, and never empty."""
    _demand(not ("web" in body and "app" in body), "web")
    for name, members in (("web", _WEB), ("app", _APP)):
        if name not in body:
            continue
        device = body[name]
        _demand(isinstance(device, dict) and bool(device), name)
        _demand_only(device, members, f"{name}.")
        _demand(all(isinstance(value, str) and value for value in device.values()), name)
        _demand(len(device.get("userAgent", "")) <= 256, f"{name}.userAgent")


def _ip(value: object) -> str:
    try:
        if isinstance(value, str):
            return str(ipaddress.ip_address(value))
    except ValueError:
        pass
    raise Refused("invalidParameters", "Invalid parameter: endUserIp")


def _text(body: Mapping[str, Any], name: str, limit: int, *, required: bool) -> str | None:
    """A base64 text; the visible one must also be UTF-8."""
    value = body.get(name)
    if value is None and not required:
        return None
    _demand(isinstance(value, str) and 0 < len(value) <= limit, name)
    try:
        data = base64.b64decode(str(value), validate=True)
        if name == "userVisibleData":
            data.decode("utf-8")
    except (binascii.Error, ValueError) as problem:
        raise Refused("invalidParameters", f"Invalid parameter: {name}") from problem
    return str(value)


def _format(value: object) -> str | None:
    _demand(value in (None, "plaintext", "simpleMarkdownV1"), "userVisibleDataFormat")
    return None if value is None else str(value)


def _boolean(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name, False)
    _demand(isinstance(value, bool), name)
    return bool(value)


def _url(value: object) -> str | None:
    if value is None:
        return None
    _demand(isinstance(value, str) and bool(urlsplit(str(value)).scheme), "returnUrl")
    return str(value)
