"""Calls to addresses that somebody else has chosen, made so that they never reach our own network.

Server-side request forgery (ASVS 5.0 requirement 1.3.6): every address is looked up and judged, and the
connection is made to the address that was judged. Redirects are not followed.
"""

from armkrok.core.outgoing.addresses import DIRECTORIES, WEB, AddressRefused, check
from armkrok.core.outgoing.calling import NotDelivered, TooLarge, Why, trust
from armkrok.core.outgoing.fetching import Fetched, fetch
from armkrok.core.outgoing.joining import joined
from armkrok.core.outgoing.posting import Answer, post

__all__ = [
    "DIRECTORIES", "WEB", "AddressRefused", "Answer", "Fetched", "NotDelivered", "TooLarge", "Why", "check",
    "fetch", "joined", "post", "trust",
]  # fmt: skip
