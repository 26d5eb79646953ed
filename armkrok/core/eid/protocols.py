"""Which protocol a provider speaks; both give a Proof."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Begun:
    """Where the person goes, the state she comes back with, and what must be remembered until then."""

    leave_url: str
    state: str
    remember: dict[str, Any]
