"""How often somebody may do something, counted in the database so that every process agrees.

A window is a minute of the clock. One statement counts and tells, whichever process asks.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from armkrok.core.access.models import Tally
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal

WINDOW = 60
COUNT = """
INSERT INTO access_tally (key, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (key, minute) DO UPDATE SET count = access_tally.count + 1 RETURNING count
"""


@dataclass(frozen=True)
class Counted:
    """How many times in the running minute, this time included, and the seconds until it is over."""

    count: int
    resets_in: int


def counted(purpose: str, who: str) -> Counted:
    """Count one more. `who` is kept only as a hash, for an hour."""
    moment = now()
    minute = moment.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_key(purpose, who), minute])
        (count,) = cursor.fetchone()
    if count == 1:
        Tally.objects.filter(minute__lt=minute.replace(minute=0)).delete()
    return Counted(count, WINDOW - moment.second)


def so_far(purpose: str, who: str) -> int:
    """How many times in the running minute, without counting."""
    minute = now().replace(second=0, microsecond=0)
    row = Tally.objects.filter(key=_key(purpose, who), minute=minute).values_list("count", flat=True).first()
    return row or 0


def hit(purpose: str, who: str, per_minute: int, refusal: type[Refusal]) -> None:
    """Count one more; raises `refusal` past the limit."""
    if counted(purpose, who).count > per_minute:
        raise refusal


def seconds_left(moment: datetime) -> int:
    """Seconds until the minute is over: the Retry-After of a 429 (RFC 9110 section 10.2.3)."""
    return WINDOW - moment.second


def _key(purpose: str, who: str) -> bytes:
    return hashlib.sha256(f"{purpose}\n{who}".encode()).digest()
