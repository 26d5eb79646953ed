"""A receiver process, and a town that sends to it."""

import pytest

from armkrok.core.webhooks.tests.sending import Post
from armkrok.site.settling import Settled
from tests.support.receivers import receiver

__all__ = ["post", "receiver"]


@pytest.fixture
def post(towns: Settled, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Sundby and its worker."""
    return Post(towns, monkeypatch)
