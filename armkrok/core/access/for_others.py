"""Whether somebody may still act for another: asked on every request where she does."""

from collections.abc import Callable
from dataclasses import replace

from armkrok.core.access.actor import Actor
from armkrok.core.access.errors import ActsForAnother
from armkrok.kit.slots import Slot

Check = Callable[[Actor, str, bool], frozenset[str]]
mandate_check = Slot[Check]()
"""Decides by who acts, in which service (or ""), and whether it is a deed.

It raises, or gives the keys of the only services where the mandate holds; none is all.
"""


def check(actor: Actor, service_key: str, *, deed: bool) -> Actor:
    """The actor, with the limits of her mandate if she acts for another.

    Raises when she may not, here or any longer. Nobody may without a check.
    """
    if actor.principal_id is None:
        return actor
    if mandate_check.held is None:
        raise ActsForAnother
    return replace(actor, only_services=mandate_check.held(actor, service_key, deed))
