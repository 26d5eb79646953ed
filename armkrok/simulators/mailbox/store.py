"""The mails: one file each, so that a restart keeps them."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from threading import Lock
from typing import Final

KEPT: Final = 10_000
ENVELOPE: Final = "X-RcptTo"


@dataclass(frozen=True, slots=True)
class Mail:
    """One received mail. `key` sorts by arrival and names the file."""

    key: str
    at: datetime
    recipients: tuple[str, ...]
    sender: str
    subject: str
    text: str
    attachments: tuple[str, ...]


class Store:
    """The newest 10 000 mails of a folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._numbers = itertools.count()
        self._mails = {path.stem: _read(path) for path in sorted(folder.glob("*.eml"))}

    def add(self, recipients: tuple[str, ...], raw: bytes) -> Mail:
        """Keep one mail; it is on the disk when this returns."""
        key = f"{time.time_ns():020d}-{next(self._numbers):06d}"
        path = self.folder / f"{key}.eml"
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(f"{ENVELOPE}: {', '.join(recipients)}\r\n".encode() + raw)
        scratch.replace(path)
        mail = _read(path)
        with self._lock:
            self._mails[key] = mail
            for old in list(self._mails)[:-KEPT]:
                del self._mails[old]
                (self.folder / f"{old}.eml").unlink(missing_ok=True)
        return mail

    def newest_first(self, to: str = "") -> list[Mail]:
        """Every mail, or those to one address."""
        with self._lock:
            mails = list(reversed(self._mails.values()))
        wanted = to.strip().casefold()
        return [mail for mail in mails if not wanted or wanted in map(str.casefold, mail.recipients)]

    def find(self, key: str) -> Mail | None:
        """The mail with this key."""
        with self._lock:
            return self._mails.get(key)

    def recipients(self) -> dict[str, int]:
        """How many mails each address has got; who got one last comes first."""
        counts: dict[str, int] = {}
        for address in self._addresses():
            counts[address] = counts.get(address, 0) + 1
        return counts

    def clear(self) -> None:
        """Throw everything away."""
        with self._lock:
            for key in self._mails:
                (self.folder / f"{key}.eml").unlink(missing_ok=True)
            self._mails.clear()

    def _addresses(self) -> Iterator[str]:
        for mail in self.newest_first():
            yield from mail.recipients


def _read(path: Path) -> Mail:
    """The mail in a file; what cannot be read becomes empty text, since a mailbox refuses nothing."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    part = message.get_body(("plain", "html"))
    try:
        text = str(part.get_content()) if part else ""
    except (LookupError, ValueError):
        text = ""
    return Mail(
        key=path.stem,
        at=datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, UTC),
        recipients=tuple(one.strip() for one in str(message[ENVELOPE] or "").split(",") if one.strip()),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        text=text,
        attachments=tuple(one.get_filename() or "" for one in message.iter_attachments()),
    )
