"""An identity provider as a process of its own, and settings that trust it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from armkrok.core.identity.proof import Proof
from armkrok.core.identity.saml import availability, client, keys, presets
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.kit.days import now
from tests.support.simulators import running

ACS_URL = "https://sundby.example/logga-in/saml"
SP_ENTITY_ID = "https://sundby.example/saml"


@dataclass(frozen=True)
class Answered:
    """A posted answer, with what was remembered when its request was made."""

    config: SamlConfig
    remember: dict[str, Any]
    saml_response: str
    relay_state: str

    def finish(self, **changes: Any) -> Proof:
        """What the answer proves; raises as client.finish() does."""
        posted: dict[str, Any] = {
            "saml_response": self.saml_response,
            "relay_state": self.relay_state,
            "now": now(),
        }
        return client.finish(self.config, self.remember, **(posted | changes))


@dataclass(frozen=True)
class Provider:
    """A running simulator and the settings that trust it."""

    url: str
    config: SamlConfig

    def answers(self, *, config: SamlConfig | None = None, **wish: Any) -> Answered:
        """Begin, let the provider answer as wished, and give what the browser would post."""
        used = config or self.config
        begun = client.begin(used, acs_url=ACS_URL)
        reply = httpx.post(
            f"{self.url}/control/answer", json={"leaveUrl": begun.leave_url} | wish, timeout=30
        )
        assert reply.status_code == 200, reply.text
        fields = reply.json()
        assert fields["acsUrl"] == ACS_URL
        return Answered(used, begun.remember, fields["SAMLResponse"], fields["RelayState"])

    def with_settings(self, **changes: Any) -> SamlConfig:
        """The settings with some changed."""
        return dataclasses.replace(self.config, **changes)

    def state(self) -> dict[str, Any]:
        """What the simulator says of itself."""
        known: dict[str, Any] = httpx.get(f"{self.url}/control/state").json()
        return known


@pytest.fixture(scope="session")
def needs_saml() -> None:
    """Skips when the library or the program is missing."""
    if not availability.is_available():
        pytest.skip(str(availability.why_not()))


@pytest.fixture(scope="session")
def secret() -> str:
    """Our key and certificate, made once."""
    return keys.create("Sundby kommun")


@pytest.fixture(scope="session")
def provider(needs_saml: None, secret: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The simulator, trusted by the settings of Sweden Connect, and trusting us."""
    home: Path = tmp_path_factory.mktemp("saml")
    parties = home / "sp"
    parties.mkdir()
    with running("armkrok.simulators.saml", home, "--sp-metadata", str(parties), "--answer", "ask") as url:
        settings = {
            **presets.PRESETS["sweden-connect"],
            "idp_entity_id": f"{url}/metadata",
            "idp_metadata": (home / "metadata.xml").read_text("utf-8"),
            "sp_entity_id": SP_ENTITY_ID,
        }
        config = SamlConfig.from_settings(settings, secret)
        (parties / "sundby.xml").write_bytes(client.metadata(config, acs_url=ACS_URL))
        yield Provider(url, config)


@pytest.fixture
def plain(provider: Provider) -> Callable[..., SamlConfig]:
    """Settings that take an assertion in the clear with a signature of its own, and no other."""
    return lambda **changes: provider.with_settings(
        requires_signed_response=False, requires_signed_assertion=True, requires_encryption=False, **changes
    )
