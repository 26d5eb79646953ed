"""Levels of assurance, compared by this table and never by their text.

Sources: Digg's tillitsramverk (levels 2-4); Sweden Connect's register of authentication context URIs
(uncertified, non-resident, eIDAS); Commission Implementing Regulation (EU) 2015/1502 (low, substantial,
high). The order holds within a family. `strength` is our own judgement of what each is worth to a permission,
from 0 (nothing) to 4; KLASSA reads strong authentication as 3.
"""

from collections.abc import Collection
from dataclasses import dataclass

STRONG = 3
PASSKEY = "urn:armkrok:loa:passkey"
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"


@dataclass(frozen=True)
class Level:
    """A level of assurance: its family, its rank there, and what it is worth here."""

    family: str
    rank: int
    strength: int


_DIGG = "http://id.elegnamnden.se/loa/1.0/"
_SWEDEN_CONNECT = "http://id.swedenconnect.se/loa/1.0/"

TABLE: dict[str, Level] = {
    f"{_DIGG}loa2": Level("swedish", 2, 2),
    f"{_DIGG}loa3": Level("swedish", 3, 3),
    f"{_DIGG}loa4": Level("swedish", 4, 4),
    f"{_SWEDEN_CONNECT}loa2-nonresident": Level("nonresident", 2, 2),
    f"{_SWEDEN_CONNECT}loa3-nonresident": Level("nonresident", 3, 3),
    f"{_SWEDEN_CONNECT}loa4-nonresident": Level("nonresident", 4, 4),
    # its issuer says that it is as good as level 3, but nobody has examined it
    f"{_SWEDEN_CONNECT}uncertified-loa2": Level("uncertified", 2, 1),
    f"{_SWEDEN_CONNECT}uncertified-loa3": Level("uncertified", 3, 2),
    f"{_DIGG}eidas-low": Level("eidas", 1, 1),
    f"{_DIGG}eidas-sub": Level("eidas", 2, 3),
    f"{_DIGG}eidas-high": Level("eidas", 3, 4),
    f"{_DIGG}eidas-nf-low": Level("eidas-notified", 1, 1),
    f"{_DIGG}eidas-nf-sub": Level("eidas-notified", 2, 3),
    f"{_DIGG}eidas-nf-high": Level("eidas-notified", 3, 4),
    PASSKEY: Level("passkey", 1, 3),
}


def strength(uri: str) -> int:
    """What a level is worth, 0 to 4; an unknown one is worth nothing."""
    known = TABLE.get(uri)
    return known.strength if known else 0


def is_accepted(returned: str, accepted: Collection[str]) -> bool:
    """Whether the level that came is one of those accepted, or a higher one of the same family."""
    came = TABLE.get(returned)
    if came is None:
        return False
    wanted = (TABLE[uri] for uri in accepted if uri in TABLE)
    return any(came.family == one.family and came.rank >= one.rank for one in wanted)
