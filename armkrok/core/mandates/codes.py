"""Which right each of the register's codes stands for: every third party names its own in its templates."""

from dataclasses import dataclass
from functools import lru_cache

from armkrok.core.mandates.models import Mandate


class FaultyCodes(ValueError):
    """ARMKROK_MANDATES_CODES is not what it should be; the text says what to change."""


@dataclass(frozen=True)
class Meaning:
    """A kind of right, and the only services it holds for; none is all."""

    kind: str
    services: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def codes(text: str) -> dict[str, Meaning]:
    """From "god-man=guardian,bygglov=proxy/permits+signing" to meanings by code; raises FaultyCodes."""
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        code, is_there, said = part.partition("=")
        kind, _, services = said.partition("/")
        if not (code and is_there) or kind not in Mandate.Kind.values:
            raise FaultyCodes(f"ARMKROK_MANDATES_CODES: {part!r} ska vara kod=slag eller kod=slag/tjänst.")
        found[code] = Meaning(kind, tuple(filter(None, services.split("+"))))
    return found
