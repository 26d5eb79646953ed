"""The simulator's keys: those it publishes, one for what people sign, and an impostor's."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, KeySet, RSAKey


@dataclass(frozen=True, slots=True)
class Keys:
    """`rsa` and `ec` are published; `user` makes people's signatures; `impostor` is nobody's."""

    rsa: RSAKey
    ec: ECKey
    user: ECKey
    impostor: RSAKey

    @classmethod
    def open(cls, home: Path) -> Keys:
        """The keys of this folder, made on first use."""
        path = home / "keys.json"
        if not path.exists():
            _create(path)
        found = KeySet.import_key_set(json.loads(path.read_text("ascii")))
        rsa, ec, user, impostor = found.keys
        if not (isinstance(rsa, RSAKey) and isinstance(ec, ECKey)):
            raise TypeError(f"{path} does not hold the simulator's keys")
        if not (isinstance(user, ECKey) and isinstance(impostor, RSAKey)):
            raise TypeError(f"{path} does not hold the simulator's keys")
        return cls(rsa, ec, user, impostor)

    def of(self, algorithm: str) -> RSAKey | ECKey:
        """The published key for an algorithm."""
        return self.ec if algorithm == "ES256" else self.rsa

    def published(self) -> list[dict[str, Any]]:
        """What the JWK Set tells."""
        return [dict(key.as_dict(private=False)) | {"use": "sig"} for key in (self.rsa, self.ec)]


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = KeySet(
        [
            RSAKey.generate_key(2048), ECKey.generate_key("P-256"),
            ECKey.generate_key("P-256"), RSAKey.generate_key(2048),
        ]
    )  # fmt: skip
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_text(json.dumps(keys.as_dict(private=True)), "ascii")
    scratch.chmod(0o600)
    scratch.rename(path)
