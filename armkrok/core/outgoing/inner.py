"""Systems on an inner network that one organisation alone may call, named by whoever runs the server.

ARMKROK_INNER_HOSTS holds entries as `sundby=skolsystem.sundby.internal:443`: the organisation's slug, then
the host and port exactly as its address has them. What cannot be read allows nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

_ENTRY = re.compile(
    r"(?P<slug>[-a-z0-9_]+)=(?P<host>\[[0-9a-f:.]+\]|[a-z0-9][-a-z0-9.]*):(?P<port>[0-9]{1,5})"
)
HIGHEST_PORT = 65_535
PRIVATE = [ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
"""Networks of one's own (RFC 1918, RFC 4193). A name may lead there, and never to the machine itself."""
NEVER = [
    ip_network(text)
    for text in ("169.254.0.0/16", "fe80::/10", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32")
]
"""A cloud's own services, which give keys to whoever asks: not even when they are named."""


@dataclass(frozen=True, slots=True)
class InnerHost:
    """One entry."""

    slug: str
    host: str
    port: int


def readable(text: str) -> InnerHost | None:
    """The entry, or None when it is not one."""
    found = _ENTRY.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"]) <= HIGHEST_PORT:
        return None
    return InnerHost(found["slug"], found["host"].strip("[]"), int(found["port"]))


def entries() -> list[InnerHost]:
    """Every entry that can be read."""
    texts: Iterable[str] = settings.INNER_HOSTS
    return [one for text in texts if (one := readable(text)) is not None]


def is_named(host: str, port: int, slug: str) -> bool:
    """Whether the organisation may call this very host and port though it is internal."""
    return bool(slug) and InnerHost(slug, host, port) in entries()


def is_inner(address: str, host: str) -> bool:
    """Whether a named host may be at this address: on a network of one's own, or the very one named."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found in network for network in NEVER):
        return False
    return address == host or any(found in network for network in PRIVATE)
