"""One run at a time towards a receiver."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection


class Turn:
    """The right to run. It is the database's: it ends with this process, however that ends."""

    def __init__(self, cursor: "object") -> None:
        self._cursor = cursor

    def still_ours(self) -> bool:
        """Whether the database still holds it for us."""
        try:
            self._cursor.execute("SELECT 1")  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - whatever is wrong with the connection, the turn is lost
            return False
        return True


@contextmanager
def turn(receiver_id: UUID) -> Iterator[Turn | None]:
    """The turn to run towards a receiver, or None when another process has it.

    An advisory lock of a transaction on a connection of its own: that also holds through a pooler, and leaves
    nothing behind when we are killed.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            key = int.from_bytes(receiver_id.bytes[-8:], signed=True)
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
            row = cursor.fetchone()
            yield Turn(cursor) if row and row[0] else None
        own.rollback()
    finally:
        own.close()
