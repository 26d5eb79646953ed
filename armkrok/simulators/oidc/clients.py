"""The services that may send people here: of a file, and those registered over the control API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Shape(StrEnum):
    """Whose answers ours look like to a client."""

    SWEDISH = "swedish"
    FREJA = "freja"
    SIGNICAT = "signicat"
    IDURA = "idura"
    INERA = "inera"
    ENTRA = "entra"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Client:
    """A service. It shows who it is by its secret, or by a key of `jwks`."""

    client_id: str
    redirect_uris: tuple[str, ...]
    name: str = "Tjänsten"
    secret: str = ""
    jwks: Mapping[str, Any] = field(default_factory=dict)
    shape: Shape | None = None
    algorithm: str = "RS256"
    signs_userinfo: bool = False
    encrypts: bool = False

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Client:
        """Read a client; raises ValueError, KeyError or TypeError."""
        return cls(
            str(row["client_id"]),
            tuple(row["redirect_uris"]),
            str(row.get("name", "Tjänsten")),
            str(row.get("client_secret", "")),
            dict(row.get("jwks", {})),
            Shape(row["shape"]) if "shape" in row else None,
            str(row.get("algorithm", "RS256")),
            bool(row.get("signs_userinfo", False)),
            bool(row.get("encrypts", False)),
        )


class InvalidClientsFile(ValueError):
    """The clients file is not what it should be."""


class Clients:
    """Look-up by id."""

    def __init__(self, listed: list[Client]) -> None:
        self._by_id = {client.client_id: client for client in listed}

    @classmethod
    def load(cls, path: Path | None) -> Clients:
        """Read the clients file; raises InvalidClientsFile."""
        if path is None:
            return cls([])
        try:
            return cls([Client.from_row(row) for row in json.loads(path.read_text("utf-8"))])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise InvalidClientsFile(f"{path.name} must be a JSON list of clients: {problem!r}") from problem

    def add(self, client: Client) -> None:
        """Register a service, or register it anew."""
        self._by_id[client.client_id] = client

    def find(self, client_id: str) -> Client | None:
        """The service with this id."""
        return self._by_id.get(client_id)
