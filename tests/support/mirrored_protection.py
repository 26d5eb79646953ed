"""Markings of protected identity for the mirrored towns."""

from armkrok.core.identity.people import find_or_add
from armkrok.core.protection import actions
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site.settling import Settled
from tests.support.people import inside


def markings(towns: Settled, slug: str) -> list[object]:
    """A marking of somebody else, set by the town's staff."""
    number = published_numbers()[700]
    find_or_add(number, "Någon Annan")
    with inside(towns, "sara", slug) as actor:
        return [actions.mark(number, "secrecy", "x", by=actor).pk]
