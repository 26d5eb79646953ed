"""The simulator as a process, one a test process; the settings let us call this machine."""

from collections.abc import Iterator
from typing import Any

import pytest

from armkrok.core.identity.oidc import forget
from tests.support.openid import OpenId, simulated


@pytest.fixture(scope="session")
def running_openid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenId]:
    """Started once."""
    with simulated(tmp_path_factory.mktemp("openid")) as openid:
        yield openid


@pytest.fixture(autouse=True)
def this_machine(settings: Any) -> Iterator[None]:
    """Plain http to this machine may be called, and nothing is remembered of earlier providers."""
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    forget()
    yield
    forget()


@pytest.fixture
def openid(running_openid: OpenId, this_machine: None) -> OpenId:
    """The simulator, which tells the truth."""
    running_openid.heal()
    return running_openid
