"""How often somebody may do something, counted in the database so that every process agrees."""

import hashlib

from django.db import connection

from armkrok.core.access.models import Tally
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal

COUNT = """
INSERT INTO access_tally (key, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (key, minute) DO UPDATE SET count = access_tally.count + 1 RETURNING count
"""


def hit(purpose: str, who: str, per_minute: int, refusal: type[Refusal]) -> None:
    """Count one more; raises `refusal` past the limit. `who` is kept only as a hash, for an hour."""
    key = hashlib.sha256(f"{purpose}\n{who}".encode()).digest()
    minute = now().replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, minute])
        (count,) = cursor.fetchone()
    if count == 1:
        Tally.objects.filter(minute__lt=minute.replace(minute=0)).delete()
    if count > per_minute:
        raise refusal
