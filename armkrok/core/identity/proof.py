"""What an e-ID or an identity provider has proved, in one shape whoever said it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class NumberKind(StrEnum):
    """What sort of number tells a person from all others."""

    PERSONAL = "personal"  # folkbokföringslagen (1991:481) 18 §
    COORDINATION = "coordination"  # lagen (2022:1697) om samordningsnummer
    PRID = "prid"  # provisional id of a foreign e-ID, Sweden Connect's eIDAS attributes
    SUBJECT = "subject"  # an issuer's own name for the person; worth something only together with the issuer


@dataclass(frozen=True)
class ProvenNumber:
    """A number that the issuer stands for.

    `value` is twelve digits for Swedish numbers. `assurance` is a coordination number's level (confirmed,
    probable, uncertain) or a prid's persistence (A, B, C).
    """

    kind: NumberKind
    value: str
    assurance: str = ""


@dataclass(frozen=True)
class Proof:
    """A verified answer. Every check has passed before one of these is made.

    `evidence` is kept when something was signed: texts by name, such as `signature`, `ocsp`, `id_token`,
    `jwks`, `userinfo`, `user_signature`, `assertion`. `loa` is the level that came, not the one asked for.
    """

    issuer: str
    subject: str
    loa: str
    method: str
    authenticated_at: datetime
    numbers: tuple[ProvenNumber, ...] = ()
    given_name: str = ""
    surname: str = ""
    name: str = ""
    birth_date: str = ""
    employee_id: str = ""
    certificate_serial: str = ""
    risk: str = ""
    evidence: dict[str, str] = field(default_factory=dict)

    def number(self, *kinds: NumberKind) -> str:
        """The first number of these kinds; empty when there is none."""
        return next((one.value for one in self.numbers if one.kind in kinds), "")

    @property
    def full_name(self) -> str:
        """The name as screens show it."""
        return self.name or f"{self.given_name} {self.surname}".strip()

    def as_values(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self) | {"authenticated_at": self.authenticated_at.isoformat()}

    @classmethod
    def of_values(cls, values: dict[str, Any]) -> "Proof":
        """The inverse of as_values()."""
        numbers = tuple(
            ProvenNumber(NumberKind(one["kind"]), one["value"], one["assurance"]) for one in values["numbers"]
        )
        moment = datetime.fromisoformat(values["authenticated_at"])
        return cls(**(values | {"numbers": numbers, "authenticated_at": moment}))


class NotProved(Exception):
    """An answer failed a check. `code` goes to the log and names the check; it holds no personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """The provider said no, in its own words: `access_denied` or `cancel` when the person backed out."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unavailable(Exception):
    """The provider does not answer, or not in a way that can be used. `code` is for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
