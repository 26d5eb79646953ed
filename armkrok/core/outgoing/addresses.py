"""Which addresses may be called: those of the public internet."""

import socket
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.core.outgoing.inner import is_inner, is_named
from armkrok.kit.refusals import Refusal

LONGEST = 500
WEB: Mapping[str, int] = {"https": 443}
DIRECTORIES: Mapping[str, int] = {"ldaps": 636, "ldap": 389}
"""Schemes of what may be called, and their ports. `ldap` is for StartTLS: nothing is sent in the clear."""
SHARED_HOSTS = ip_network("168.63.129.16/32")  # a cloud's own services, at an address that looks public
INNER = [
    ip_network(text)
    for text in (
        # IANA's registers of special-purpose addresses (RFC 6890): the library's own list is shorter
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip
NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(Refusal):
    """The address is not one that may be called."""

    status = 422
    text = _("Adressen leder till ett internt nät. Ange en adress som nås från internet.")


class AddressMisshapen(AddressRefused):
    """Not a whole https address."""

    text = _("Skriv hela adressen, som https://system.sundby.example/mottag")


class NameUnknown(AddressRefused):
    """The name leads nowhere."""

    text = _("Adressens namn går inte att hitta. Kontrollera stavningen.")


def check(url: str, organisation: str = "", schemes: Mapping[str, int] = WEB) -> None:
    """Judge an address when it is written down; raises AddressRefused or one of its kinds.

    `organisation` is the slug of whoever is to call. It is judged again at every call, since names come to
    lead elsewhere.
    """
    host, port = destination(url, schemes)
    if host not in settings.OUTGOING_HOSTS:
        judged(host, port, organisation)


def destination(url: str, schemes: Mapping[str, int] = WEB) -> tuple[str, int]:
    """Host and port of a whole address, https unless said; plain http for hosts of OUTGOING_HOSTS alone."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressMisshapen from error
    known = {"http": 80, **schemes} if host in settings.OUTGOING_HOSTS else schemes
    is_whole = parts.scheme in known and host and len(url) <= LONGEST and url.isascii()
    is_strange = (
        parts.username is not None or parts.fragment or not url.isprintable() or set(url) & set(" \\")
    )
    if not is_whole or is_strange:
        raise AddressMisshapen
    return host, port or known[parts.scheme]


def judged(host: str, port: int, organisation: str = "") -> list[str]:
    """The addresses that the name has now, all of them public; raises NameUnknown or AddressRefused.

    An organisation (its slug) for which the host and port are named in INNER_HOSTS may also be led to a
    network of its own. One internal address among them is enough to refuse. The system's own resolver reads
    decimal, octal and shortened forms (2130706433, 0177.1, 127.1) as connect() would, so what is judged is
    what is meant.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameUnknown from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    may_be_inner = is_named(host, port, organisation)
    if not addresses or not all(
        is_public(address) or (may_be_inner and is_inner(address, host)) for address in addresses
    ):
        raise AddressRefused
    return addresses


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever other address is wrapped in it."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and (inner := _wrapped(address)) is not None:
        return is_public(str(inner))
    if address in SHARED_HOSTS or any(address in network for network in INNER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one would end up at (RFC 4291, 3056, 4380, 6052)."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
