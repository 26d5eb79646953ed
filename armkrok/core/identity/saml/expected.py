"""What an answer must fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from armkrok.core.identity.saml.config import SamlConfig

SKEW: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Expected:
    """What an answer must fit: the settings, our request, and the time."""

    config: SamlConfig
    request_id: str
    acs_url: str
    sent_at: datetime
    now: datetime

    def is_past(self, moment_: datetime) -> bool:
        """Whether the moment has passed, also on a clock two minutes slow."""
        return moment_ <= self.now - SKEW

    def is_to_come(self, moment_: datetime) -> bool:
        """Whether the moment is still to come, also on a clock two minutes fast."""
        return moment_ > self.now + SKEW

    def is_before_request(self, moment_: datetime) -> bool:
        """Whether the moment was before we asked, also on a clock two minutes fast."""
        return moment_ < self.sent_at - SKEW
