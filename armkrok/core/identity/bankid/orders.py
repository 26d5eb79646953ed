"""What BankID answers, as frozen data. Unknown members of an answer are ignored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from armkrok.core.identity.bankid.errors import UnknownAnswer


class Purpose(StrEnum):
    """What the person is asked to do; the value is the path of the API."""

    AUTH = "auth"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the order demands of the person and of her BankID. `personal_number` has 12 digits."""

    personal_number: str | None = None
    pin_code: bool | None = None
    mrtd: bool | None = None
    card_reader: str | None = None
    certificate_policies: tuple[str, ...] = ()
    risk: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Only the members that were set, under the API's names."""
        members = {
            "personalNumber": self.personal_number,
            "pinCode": self.pin_code,
            "mrtd": self.mrtd,
            "cardReader": self.card_reader,
            "certificatePolicies": list(self.certificate_policies) or None,
            "risk": self.risk,
        }
        return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True, slots=True)
class WebContext:
    """The browser that ordered, for BankID's risk assessment.

    `device_identifier` is an own long-lived cookie, not the session's.
    """

    referring_domain: str
    user_agent: str
    device_identifier: str

    def to_json(self) -> dict[str, str]:
        """The user agent is cut at the 256 characters the API takes."""
        return {
            "referringDomain": self.referring_domain,
            "userAgent": self.user_agent[:256],
            "deviceIdentifier": self.device_identifier,
        }


@dataclass(frozen=True, slots=True)
class Order:
    """A started order. `ordered_at` (UTC) is the zero of the animated QR code's seconds."""

    order_ref: str
    auto_start_token: str
    qr_start_token: str
    qr_start_secret: str
    ordered_at: datetime

    @classmethod
    def from_json(cls, answer: dict[str, Any]) -> Order:
        """Read an order response; raises UnknownAnswer when a member is missing."""
        try:
            return cls(
                order_ref=str(answer["orderRef"]),
                auto_start_token=str(answer["autoStartToken"]),
                qr_start_token=str(answer["qrStartToken"]),
                qr_start_secret=str(answer["qrStartSecret"]),
                ordered_at=datetime.now(UTC),
            )
        except KeyError as missing:
            raise UnknownAnswer(f"the order response lacks {missing}") from missing


@dataclass(frozen=True, slots=True)
class Person:
    """The person as BankID names her. `personal_number` is 12 digits, personal or coordination."""

    personal_number: str
    name: str
    given_name: str
    surname: str


@dataclass(frozen=True, slots=True)
class CompletionData:
    """The finished order. Keep `signature` and `ocsp_response` (both base64) as evidence.

    `risk` is `low`, `moderate` or `high`, or None when it was not asked for or not computable.
    """

    person: Person
    device_ip: str
    device_uhi: str | None
    bankid_issue_date: str | None
    mrtd: bool | None
    signature: str
    ocsp_response: str
    risk: str | None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CompletionData:
        """Read `completionData`; raises KeyError, TypeError or AttributeError on another shape."""
        user, device, step_up = data["user"], data["device"], data.get("stepUp")
        return cls(
            person=Person(user["personalNumber"], user["name"], user["givenName"], user["surname"]),
            device_ip=device["ipAddress"],
            device_uhi=device.get("uhi"),
            bankid_issue_date=data.get("bankIdIssueDate"),
            mrtd=step_up.get("mrtd") if step_up else None,
            signature=data["signature"],
            ocsp_response=data["ocspResponse"],
            risk=data.get("risk"),
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """The person has not answered yet; `hint_code` says what she is doing."""

    order_ref: str
    hint_code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The order is over without an answer. It cannot be collected again."""

    order_ref: str
    hint_code: str

    @property
    def may_restart_silently(self) -> bool:
        """Whether a QR page should start a new order without the person noticing."""
        return self.hint_code == "startFailed"


@dataclass(frozen=True, slots=True)
class Complete:
    """The person answered. It cannot be collected again: verify and store before anything else."""

    order_ref: str
    completion: CompletionData


Collected = Pending | Failed | Complete


def collected_from_json(answer: dict[str, Any]) -> Collected:
    """Read a collect response; raises UnknownAnswer for any other shape than the documented."""
    try:
        order_ref = str(answer["orderRef"])
        match answer["status"]:
            case "pending":
                return Pending(order_ref, str(answer.get("hintCode", "unknown")))
            case "failed":
                return Failed(order_ref, str(answer.get("hintCode", "unknown")))
            case "complete":
                return Complete(order_ref, CompletionData.from_json(answer["completionData"]))
    except (KeyError, TypeError, AttributeError) as problem:
        raise UnknownAnswer(f"the collect response has an unknown shape: {problem}") from problem
    raise UnknownAnswer("the collect response has an unknown status")
