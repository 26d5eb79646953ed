"""Systems with secrets that tests know."""

from typing import Any

from armkrok.core.access.models import ApiClient, ClientSecret
from armkrok.core.access.systems import hashed


def known_system(secret: str, **facts: Any) -> ApiClient:
    """A system that is let in with the secret, in the organisation in scope."""
    client: ApiClient = ApiClient.objects.create(**facts)
    ClientSecret.objects.create(client=client, secret_hash=hashed(secret))
    return client
