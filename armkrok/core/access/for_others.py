"""Whether somebody may still act for another: asked on every request where she does."""

from collections.abc import Callable

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import ActsForAnother

Check = Callable[[Actor, str, bool], None]
_checks: list[Check] = []


def checked_by(check: Check) -> None:
    """Let `check` decide, by who acts, in which service (or ""), and whether it is a deed. It raises."""
    _checks[:] = [check]


def check(actor: Actor, service_key: str, *, deed: bool) -> None:
    """Raise when the actor acts for another and may not, here or any longer. Nobody may without a check."""
    if actor.principal_id is None:
        return
    if not _checks:
        raise ActsForAnother
    _checks[0](actor, service_key, deed)
