"""The suppliers and the federation as processes of their own: `suppliers`, behaving until told otherwise."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.simulators import free_port, running

BROWSER = httpx.Client(trust_env=False, timeout=20)
KEY = "nyckel-sundby"


@dataclass(frozen=True)
class Suppliers:
    """Where they answer, whose home folders have the keys, and the switches of the supplier `slug`."""

    url: str
    tls: int
    federation: str
    home: Path
    slug: str = "linden"

    @property
    def entity_id(self) -> str:
        """The supplier's, in the metadata."""
        return f"https://{self.slug}.example"

    @property
    def egil(self) -> str:
        """EGIL over plain HTTP, with KEY in X-API-Key."""
        return f"{self.url}/{self.slug}/egil"

    @property
    def jwks(self) -> dict[str, Any]:
        """The operator's keys."""
        found: dict[str, Any] = BROWSER.get(f"{self.federation}/jwks.json").json()
        return found

    @property
    def feed(self) -> bytes:
        """The metadata as it is now."""
        return BROWSER.get(f"{self.federation}/feed").raise_for_status().content

    @property
    def pins(self) -> dict[str, str]:
        """Of the server's keys: server, next and other."""
        found: dict[str, str] = json.loads((self.home / "suppliers" / "pins.json").read_text())
        return found

    def client(self, name: str = "sundby") -> tuple[str, str]:
        """A client's certificate and key, PEM."""
        folder = self.home / "federation" / "clients"
        return (folder / f"{name}.pem").read_text(), (folder / f"{name}.key").read_text()

    def oddly(self, **oddities: Any) -> None:
        """Behave so from now on; see simulators/supplier/oddities.py."""
        BROWSER.post(f"{self._control}/oddities", json=oddities).raise_for_status()

    def publish(self, **wishes: Any) -> None:
        """The feed is so from now on, and read by the suppliers; see simulators/federation/feed.py."""
        BROWSER.post(f"{self.federation}/control/feed", json=wishes).raise_for_status()
        BROWSER.post(f"{self.url}/control/feed").raise_for_status()

    def switch(self, name: str) -> None:
        """The server shows another certificate."""
        BROWSER.post(f"{self.url}/control/tls", json={"name": name}).raise_for_status()

    @property
    def state(self) -> dict[str, Any]:
        """Figures of the requests, and of the objects by tenant."""
        found: dict[str, Any] = BROWSER.get(f"{self._control}/state").json()
        return found

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every request to EGIL, the oldest first."""
        found: list[dict[str, Any]] = BROWSER.get(f"{self._control}/log").json()
        return found

    def objects(self, collection: str) -> dict[str, dict[str, Any]]:
        """What the supplier has, by its id."""
        found: dict[str, dict[str, Any]] = BROWSER.get(f"{self._control}/objects/{collection}").json()
        return found

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every order, as it stands and as it was sent."""
        found: list[dict[str, Any]] = BROWSER.get(f"{self._control}/orders").json()
        return found

    def ordering(self, reference: str = "", **wishes: Any) -> None:
        """What becomes of orders by themselves, or of one of them now."""
        tail = f"/{reference}" if reference else ""
        BROWSER.post(f"{self._control}/orders{tail}", json=wishes).raise_for_status()

    def heal(self) -> None:
        """Empty, and as the profile says."""
        for switch in ("oddities", "objects", "log", "orders"):
            BROWSER.delete(f"{self._control}/{switch}").raise_for_status()
        self.ordering(confirm_after=0, deliver_after=5, refuse="")
        BROWSER.delete(f"{self.federation}/control/feed").raise_for_status()
        BROWSER.post(f"{self.url}/control/feed").raise_for_status()
        self.switch("server")

    @property
    def _control(self) -> str:
        return f"{self.url}/{self.slug}/control"


@pytest.fixture(scope="session")
def supplier_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suppliers]:
    """Started once a test process. The federation first: the suppliers know their clients by its file."""
    home = tmp_path_factory.mktemp("suppliers")
    with ExitStack() as stack:
        member = ("--member", str(home / "suppliers"))
        federation = stack.enter_context(
            running("armkrok.simulators.federation", home / "federation", *member)
        )
        told = ("--tls-port", str(port := free_port()), "--key", f"sundby={KEY}")
        feed = ("--feed", str(home / "federation" / "feed.jws"))
        url = stack.enter_context(running("armkrok.simulators.supplier", home / "suppliers", *told, *feed))
        yield Suppliers(url, port, federation, home)


@pytest.fixture
def suppliers(supplier_processes: Suppliers, settings: Any) -> Iterator[Suppliers]:
    """Healed; the settings let this machine's own addresses be called."""
    settings.OUTGOING_HOSTS = ["127.0.0.1", "localhost"]
    supplier_processes.heal()
    yield supplier_processes
    supplier_processes.heal()
