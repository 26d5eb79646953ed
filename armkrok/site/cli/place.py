"""Where things are, before Django is set up, and how a command gives up."""

import ipaddress
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Stop(Exception):
    """The command cannot go on; the text is a sentence for the person at the keyboard."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def home() -> Path:
    """The folder of all local data, made when missing; ARMKROK_HOME is set to it for child processes."""
    folder = Path(os.environ.get("ARMKROK_HOME") or ROOT / ".armkrok").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["ARMKROK_HOME"] = str(folder)
    return folder


def is_production() -> bool:
    """Whether ARMKROK_MODE says so."""
    return os.environ.get("ARMKROK_MODE") == "production"


def is_here(host: str) -> bool:
    """Whether the host is this machine."""
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
