"""Systems that act through the API."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from armkrok.core import registry
from armkrok.core.access import systems
from armkrok.core.access.actor import Actor
from armkrok.core.access.models import AccessToken, ApiClient, ClientSecret
from armkrok.core.administration.client_errors import (
    BadKey,
    OnlySecret,
    TooManyNetworks,
    TwoSecrets,
    UnknownOverlap,
)
from armkrok.core.administration.client_events import ClientLimited, KeysChanged, SecretChanged, SecretClosed
from armkrok.core.administration.errors import ClientIsClosed, UnknownScope
from armkrok.core.administration.events import ClientAdded, ClientClosed, ReturnAddressesChanged
from armkrok.core.events.recording import record
from armkrok.core.outgoing.addresses import destination
from armkrok.kit.days import now

OVERLAPS = (0, 1, 7, 30)


@dataclass(frozen=True)
class Credentials:
    """A system's id and secret; the secret is told once and only its hash is kept."""

    name: str
    client_id: str
    secret: str


def scopes_for_clients() -> list[registry.Permission]:
    """The permissions that a system may get: those of the services that have an API."""
    return systems.scopes()


@transaction.atomic
def add_client(name: str, scopes: list[str], *, by: Actor) -> Credentials:
    """Let a system in. The secret has 256 random bits."""
    if not scopes or not set(scopes) <= {permission.key for permission in scopes_for_clients()}:
        raise UnknownScope
    made = Credentials(name, f"armkrok-{secrets.token_hex(8)}", systems.new_secret())
    client = ApiClient.objects.create(name=name, client_id=made.client_id, scopes=sorted(scopes))
    ClientSecret.objects.create(client=client, secret_hash=systems.hashed(made.secret))
    record(ClientAdded(), about=client, by=by)
    return made


@transaction.atomic
def allow_returns(client: ApiClient, addresses: list[str], *, by: Actor) -> None:
    """The whole addresses that people may be sent back to; raises AddressRefused for one that is not https.

    They may be inside the organisation's own network: it is the person's browser that goes there, not we.
    """
    for address in addresses:
        destination(address)
    client = ApiClient.objects.locked(client)
    client.return_urls = addresses
    client.save(update_fields=["return_urls"])
    record(ReturnAddressesChanged(addresses=len(addresses)), about=client, by=by)


@transaction.atomic
def change_secret(client: ApiClient, overlap: int, *, by: Actor) -> Credentials:
    """Make a new secret; the old one ends in `overlap` days (0, 1, 7 or 30), with no days at once.

    At most two hold at a time: a change that is under way is ended first, by close_secret().
    """
    if overlap not in OVERLAPS:
        raise UnknownOverlap
    client = _open(client)
    held = list(ClientSecret.objects.filter(ClientSecret.in_force(), client=client))
    if overlap and len(held) > 1:
        raise TwoSecrets
    ends = now() + timedelta(days=overlap)
    ClientSecret.objects.filter(pk__in=[row.pk for row in held]).update(expires_at=ends)
    made = Credentials(client.name, client.client_id, systems.new_secret())
    ClientSecret.objects.create(client=client, secret_hash=systems.hashed(made.secret))
    record(SecretChanged(overlap=overlap), about=client, by=by)
    return made


@transaction.atomic
def close_secret(secret: ClientSecret, *, by: Actor) -> None:
    """End one of two secrets at once, and the tokens with it; the last one is kept."""
    client = _open(secret.client)
    held = ClientSecret.objects.filter(ClientSecret.in_force(), client=client)
    if not held.exclude(pk=secret.pk).exists():
        raise OnlySecret
    ClientSecret.objects.filter(pk=secret.pk).update(expires_at=now())
    AccessToken.objects.filter(client=client).delete()
    record(SecretClosed(), about=client, by=by)


@transaction.atomic
def limit_client(client: ApiClient, networks: Sequence[str], per_minute: int, *, by: Actor) -> None:
    """From which networks the system may call, and how many times a minute. Raises NotANetwork."""
    wanted = sorted({systems.read_network(one) for one in networks})
    if len(wanted) > systems.MOST_NETWORKS:
        raise TooManyNetworks
    client = _open(client)
    client.networks, client.per_minute = wanted, per_minute
    client.save(update_fields=["networks", "per_minute"])
    record(ClientLimited(networks=len(wanted), per_minute=per_minute), about=client, by=by)


@transaction.atomic
def set_keys(client: ApiClient, keys: list[dict[str, Any]], *, by: Actor) -> None:
    """The public keys with which the system may show who it is (RFC 7523); private halves are refused."""
    try:
        read = KeySet.import_key_set({"keys": keys}).keys
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadKey from error
    if any(key.key_type == "oct" or key.is_private for key in read):
        raise BadKey
    client = _open(client)
    client.keys = keys
    client.save(update_fields=["keys"])
    record(KeysChanged(keys=len(keys)), about=client, by=by)


@transaction.atomic
def close_client(client: ApiClient, *, by: Actor) -> None:
    """Shut a system out at once; tokens it holds stop working."""
    client = _open(client)
    client.closed_at = now()
    client.save(update_fields=["closed_at"])
    AccessToken.objects.filter(client=client).delete()
    record(ClientClosed(), about=client, by=by)


def _open(client: ApiClient) -> ApiClient:
    """The row, locked; one that is shut out is let be."""
    client = ApiClient.objects.locked(client)
    if client.closed_at is not None:
        raise ClientIsClosed
    return client
