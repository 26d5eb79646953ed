"""Whether somebody may still act for another: asked on every request where she does."""

from collections.abc import Callable
from dataclasses import replace

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import ActsForAnother

Check = Callable[[Actor, str, bool], frozenset[str]]
_checks: list[Check] = []


def checked_by(check: Check) -> None:
    """Let `check` decide, by who acts, in which service (or ""), and whether it is a deed.

    It raises, or gives the keys of the only services where the mandate holds; none is all.
    """
    _checks[:] = [check]


def check(actor: Actor, service_key: str, *, deed: bool) -> Actor:
    """The actor, with the limits of her mandate if she acts for another.

    Raises when she may not, here or any longer. Nobody may without a check.
    """
    if actor.principal_id is None:
        return actor
    if not _checks:
        raise ActsForAnother
    return replace(actor, only_services=_checks[0](actor, service_key, deed))
