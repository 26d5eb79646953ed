"""Who a client is: its certificate's pin in the federation's metadata, read anew when the file changes."""

from __future__ import annotations

import json
import ssl
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any


class Members:
    """entity_id by client pin. The file is ours and local, so its signature is not what is tested here."""

    def __init__(self, feed: Path | None, context: ssl.SSLContext | None) -> None:
        self.feed, self.context = feed, context
        self.by_pin: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self._read = b""
        self._trusted: set[str] = set()

    def refresh(self) -> None:
        """Read the metadata if it has changed; new issuers are trusted from the next handshake on."""
        try:
            found = self.feed.read_bytes() if self.feed else b""
        except FileNotFoundError:
            return
        if found == self._read:
            return
        payload = json.loads(found)["payload"]
        entities = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["entities"]
        self.by_pin = {digest: one["entity_id"] for one in entities for digest in _pins(one)}
        self.titles = {one["entity_id"]: one.get("organization", "") for one in entities}
        for one in entities:
            for issuer in one["issuers"] if one.get("clients") else []:
                self._trust(issuer["x509certificate"])
        self._read = found

    def _trust(self, pem: str) -> None:
        if self.context is not None and pem not in self._trusted:
            self.context.load_verify_locations(cadata=pem)
            self._trusted.add(pem)


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS that asks for a client's certificate, and goes on without one: an API key may do instead."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.num_tickets = 0
    return context


def _pins(entity: dict[str, Any]) -> list[str]:
    clients = entity.get("clients", [])
    return [pin.get("digest") or pin.get("value") for client in clients for pin in client["pins"]]
