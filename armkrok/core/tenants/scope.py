"""In whose name the database is asked: the organisation and person of the running transaction.

The first wall is TenantManager, which reads `current()`. The second is row-level security in PostgreSQL,
which reads the settings made here. They live inside one transaction, so a pooled connection never carries
them to the next request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction


class Unscoped(RuntimeError):
    """A tenant row was asked for without saying for which organisation: use tenants.scope()."""


@dataclass(frozen=True)
class Scope:
    """The organisation (and person) that the database answers for.

    With `only_id` a person's own rows are those of that organisation alone: her log-in holds nowhere else.
    """

    organisation_id: UUID | None = None
    person_id: UUID | None = None
    only_id: UUID | None = None


_current: ContextVar[Scope] = ContextVar("armkrok_scope", default=Scope())  # noqa: B039  (it is frozen)
_patience: ContextVar[int] = ContextVar("armkrok_patience", default=0)


def current() -> Scope:
    """The scope of the running transaction."""
    return _current.get()


def current_organisation_id() -> UUID:
    """The organisation of the running transaction; raises Unscoped when there is none."""
    organisation_id = _current.get().organisation_id
    if organisation_id is None:
        raise Unscoped(Unscoped.__doc__)
    return organisation_id


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """No statement in the scopes opened inside runs longer, for whoever waits; 0 sets no limit.

    PostgreSQL then ends it (QueryCanceled, an OperationalError of Django's) and the transaction with it.
    """
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def scope(
    organisation_id: UUID | None, person_id: UUID | None = None, only_id: UUID | None = None
) -> Iterator[None]:
    """One transaction in which only this organisation's rows, and this person's own, can be seen.

    The database is told only what it does not know: a new transaction starts in nobody's name.
    """
    before, inside = _current.get(), connection.in_atomic_block
    wanted = Scope(organisation_id, person_id, only_id)
    try:
        with transaction.atomic():
            if wanted != (before if inside else Scope()):
                _tell(wanted)
            token = _current.set(wanted)
            try:
                yield
            finally:
                _current.reset(token)
    finally:
        if inside and wanted != before and not connection.needs_rollback:
            _tell(before)


def _tell(wanted: Scope) -> None:
    told = {
        "app.organisation": str(wanted.organisation_id or ""),
        "app.person": str(wanted.person_id or ""),
        "app.only": str(wanted.only_id or ""),
    }
    if seconds := _patience.get():
        told["statement_timeout"] = f"{seconds}s"
    with connection.cursor() as cursor:
        settings = ", ".join(f"set_config('{name}', %s, true)" for name in told)
        cursor.execute(f"SELECT {settings}", list(told.values()))
