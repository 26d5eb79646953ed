"""What a municipality must configure to use BankID. Nothing here is read from the environment."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

PRODUCTION_URL: Final = "https://appapi2.bankid.com/rp/v6.0"
TEST_URL: Final = "https://appapi2.test.bankid.com/rp/v6.0"
PRODUCTION_APP_URL: Final = "https://app.bankid.com/"


class UnsafeBankIdConfig(ValueError):
    """The settings would let somebody else answer in BankID's name."""


@dataclass(frozen=True, slots=True)
class BankIdConfig:
    """One customer's access to BankID, the real one or a simulator that speaks the same protocol.

    `tls_root` is the only authority trusted for the server's certificate (BankID's own root, not
    a public one) and may be left out only for plain HTTP on the local machine. `signature_roots`
    are the roots that users' certificates must lead to. `timeout` is in seconds.
    """

    base_url: str
    signature_roots: tuple[Path, ...]
    service_name: str
    tls_root: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    client_key_password: str | None = None
    app_url: str = PRODUCTION_APP_URL
    timeout: float = 5.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme == "https" and self.tls_root is None:
            raise UnsafeBankIdConfig("BankID over HTTPS needs tls_root, the root BankID publishes.")
        if parts.scheme != "https" and not _is_local(parts.hostname or ""):
            raise UnsafeBankIdConfig("BankID without HTTPS is only for a simulator on this machine.")
        if not self.signature_roots:
            raise UnsafeBankIdConfig("Name at least one root that users' certificates must lead to.")

    @property
    def is_production(self) -> bool:
        """True for BankID's production address alone: elsewhere anybody can be anybody."""
        return self.base_url.rstrip("/") == PRODUCTION_URL

    @property
    def is_simulated(self) -> bool:
        """True for anything but BankID's own two addresses, production and test."""
        return self.base_url.rstrip("/") not in (PRODUCTION_URL, TEST_URL)

    def tls_context(self) -> ssl.SSLContext:
        """TLS 1.2 or newer, trusting `tls_root` alone, showing the client certificate.

        Without `tls_root` nothing is trusted, which is right since only plain HTTP is then used.
        """
        if self.tls_root is None:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context = ssl.create_default_context(cafile=str(self.tls_root))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.client_certificate is not None:
            key = str(self.client_key) if self.client_key else None
            context.load_cert_chain(str(self.client_certificate), key, self.client_key_password)
        return context

    def autostart_link(self, auto_start_token: str, *, return_url: str | None = None) -> str:
        """The link that opens the app on the same phone or tablet, and how it comes back."""
        query = urlencode({"autostarttoken": auto_start_token, "redirect": return_url or "null"})
        return f"{self.app_url}{'&' if '?' in self.app_url else '?'}{query}"

    def start_link(self, auto_start_token: str, *, user_agent: str, return_url: str) -> str:
        """The link that opens BankID on the device the person sits at.

        A computer's program takes only `bankid:///` and cannot lead back: the page there notices by itself.
        """
        if self.app_url == PRODUCTION_APP_URL and not _is_handheld(user_agent):
            return self.desktop_link(auto_start_token)
        return self.autostart_link(auto_start_token, return_url=return_url)

    def desktop_link(self, auto_start_token: str) -> str:
        """The link that opens the program on the same computer (the simulator has only its phone)."""
        if self.app_url != PRODUCTION_APP_URL:
            return self.autostart_link(auto_start_token)
        return f"bankid:///?{urlencode({'autostarttoken': auto_start_token, 'redirect': 'null'})}"


def _is_handheld(user_agent: str) -> bool:
    """Whether the browser runs on a phone or tablet, where the app opens from an https link."""
    return any(mark in user_agent for mark in ("Android", "iPhone", "iPad", "Mobile"))


def _is_local(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
