"""The same request sent twice is done once (the Idempotency-Key header)."""

from collections.abc import Callable

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import IdempotencyKey


def once(actor: Actor, key: str, deed: Callable[[], str]) -> str:
    """Do the deed, or give the id it gave the first time for this client and key.

    Runs in the caller's transaction: a second call at the same moment waits for the first to end.
    """
    if not key:
        return deed()
    row, fresh = IdempotencyKey.objects.get_or_create(client_id=actor.client_id, key=key)
    row = IdempotencyKey.objects.locked(row)
    if fresh or not row.result:
        row.result = deed()
        row.save(update_fields=["result"])
    return row.result
