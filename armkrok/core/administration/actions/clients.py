"""Systems that act through the API."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.access.rest import hashed
from armkrok.core.administration.errors import ClientIsClosed, UnknownScope
from armkrok.core.administration.events import ClientAdded, ClientClosed, ReturnAddressesChanged
from armkrok.core.events.recording import record
from armkrok.core.outgoing.addresses import destination
from armkrok.kit.days import now


@dataclass(frozen=True)
class Credentials:
    """A system's id and secret; the secret is told once and only its hash is kept."""

    name: str
    client_id: str
    secret: str


def scopes_for_clients() -> list[registry.Permission]:
    """The permissions that a system may get: those of the services, not of the settings."""
    return [p for s in registry.services() if not s.always_open for p in s.permissions]


@transaction.atomic
def add_client(name: str, scopes: list[str], *, by: Actor) -> Credentials:
    """Let a system in. The secret has 256 random bits."""
    if not scopes or not set(scopes) <= {permission.key for permission in scopes_for_clients()}:
        raise UnknownScope
    made = Credentials(name, f"armkrok-{secrets.token_hex(8)}", secrets.token_urlsafe(32))
    client = ApiClient.objects.create(
        name=name, client_id=made.client_id, secret_hash=hashed(made.secret), scopes=sorted(scopes)
    )
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
def close_client(client: ApiClient, *, by: Actor) -> None:
    """Shut a system out at once; tokens it holds stop working."""
    client = ApiClient.objects.locked(client)
    if client.closed_at is not None:
        raise ClientIsClosed
    client.closed_at = now()
    client.save(update_fields=["closed_at"])
    AccessToken.objects.filter(client=client).delete()
    record(ClientClosed(), about=client, by=by)
