"""What is known of systems: how they show who they are, from where they may call, and what a token is for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.core.access.models import ApiClient, ClientSecret
from armkrok.kit.refusals import Refusal

LIFETIME = timedelta(minutes=15)
MOST_NETWORKS = 50


class NetworkNotAllowed(Refusal):
    """The client calls from an address outside the networks that its organisation has named."""

    status = 403
    text = _("Systemet får inte anropa från den här adressen. Be den som sköter inställningarna ändra näten.")


class TooManyCalls(Refusal):
    """More than the quota of the running minute."""

    status = 429
    text = _("För många anrop. Vänta tills minuten är slut och försök igen.")


class NotANetwork(Refusal):
    """Not an address or a network in CIDR notation (RFC 4632, RFC 4291 section 2.3)."""

    status = 422
    text = _("Skriv varje nät som 192.0.2.0/24 eller 2001:db8::/32.")


@dataclass(frozen=True)
class Call:
    """One call of a known client, while it is answered; `left` is what remains of its quota this minute."""

    client: ApiClient
    left: int
    resets_in: int


def hashed(secret: str) -> bytes:
    """What is kept of a client's secret or token; both are long and random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """256 random bits, in the letters of base64url."""
    return secrets.token_urlsafe(32)


def scopes() -> list[registry.Permission]:
    """The permissions that a system may get: those of services that have an API."""
    return [p for s in registry.services() if s.rest is not None for p in s.permissions]


def known_by_secret(client_id: str, secret: str) -> ClientSecret | None:
    """The secret's row with its client, if it holds and the client is let in here."""
    return (
        ClientSecret.objects.select_related("client")
        .filter(ClientSecret.in_force(), client__client_id=client_id, client__closed_at=None)
        .filter(secret_hash=hashed(secret))
        .first()
    )


def read_network(text: str) -> str:
    """A network in its shortest form; an address alone is a network of one. Raises NotANetwork."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError as error:
        raise NotANetwork from error


def is_within(address: str, networks: list[str]) -> bool:
    """Whether the address is in one of the networks; with none, every address is."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in _network(one) for one in networks)


def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text, strict=False)


def issuer(slug: str) -> str:
    """The organisation's own authorization server (RFC 8414), and the widest audience of its tokens."""
    return f"{settings.BASE_URL}/api/v1/{slug}"


def audience_of(slug: str, resources: list[str]) -> str | None:
    """What a token is for, given the `resource` parameters (RFC 8707); None when it is not ours."""
    whole = issuer(slug)
    if not resources:
        return whole
    wanted = resources[0].rstrip("/")
    parts = urlsplit(wanted)
    ours = wanted == whole or wanted.startswith(whole + "/")
    plain = not parts.query and not parts.fragment and ".." not in parts.path and len(wanted) <= 300
    return wanted if len(resources) == 1 and ours and plain else None


def is_for(audience: str, path: str) -> bool:
    """Whether a token for the audience opens the path."""
    return bool(audience) and f"{settings.BASE_URL}{path}/".startswith(audience + "/")
