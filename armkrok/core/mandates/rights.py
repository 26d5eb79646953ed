"""One right to act for another, as a register tells it, before anybody here has been found."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Right:
    """`number` is whom one acts for: twelve digits of a person, or an organisation number (212000-1234).

    `kind` is a Mandate.Kind; `services` the keys of the only services it holds for, none is all.
    """

    number: str
    name: str
    is_person: bool
    kind: str
    reference: str
    services: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
