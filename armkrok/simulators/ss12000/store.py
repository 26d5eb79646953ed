"""What the source knows, in SQLite: a hundred thousand pupils do not fit in a small process."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any, Final

from armkrok.simulators.ss12000.ground import Json

TABLES: Final = """
CREATE TABLE object (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    created REAL NOT NULL, modified REAL NOT NULL, body TEXT NOT NULL);
CREATE INDEX object_kind ON object (kind, n);
CREATE INDEX object_modified ON object (kind, modified);
CREATE TABLE link (source TEXT NOT NULL, target TEXT NOT NULL);
CREATE INDEX link_source ON link (source);
CREATE INDEX link_target ON link (target);
CREATE TABLE deleted (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
    at REAL NOT NULL);
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """Objects by collection and id, for several threads; `ahead` seconds are added to its clock."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock, self.ahead = path, RLock(), 0.0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def _open(self) -> None:
        self.database = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = OFF")

    def fill(self, name: str, objects: Iterable[tuple[str, Json]]) -> None:
        """Keep what is there if it is this municipality; else start anew with these objects."""
        with self.lock:
            if self.rows("SELECT 1 FROM sqlite_master WHERE name = 'fact'") and self.fact("name") == name:
                return
            self.database.close()
            for end in ("", "-wal", "-shm"):
                Path(f"{self.path}{end}").unlink(missing_ok=True)
            self._open()
            self.database.executescript(TABLES)
            self.database.execute("BEGIN")
            for kind, one in objects:
                self._insert(kind, one)
            self.keep_fact("name", name)
            self.database.execute("COMMIT")

    def now(self) -> datetime:
        """By the source's own clock, which may be wrong."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Whatever the question finds."""
        with self.lock:
            return self.database.execute(sql, values).fetchall()

    def find(self, kind: str, object_id: str) -> Json | None:
        """One object."""
        found = self.rows("SELECT body FROM object WHERE kind = ? AND id = ?", [kind, object_id])
        return json.loads(found[0][0]) if found else None

    def count(self, kind: str) -> int:
        """How many there are of a collection."""
        return int(self.rows("SELECT count(*) FROM object WHERE kind = ?", [kind])[0][0])

    def pointing_at(self, kind: str, object_id: str) -> list[Json]:
        """Objects of a collection that refer to this one."""
        sql = "SELECT body FROM object JOIN link ON source = id WHERE target = ? AND kind = ? ORDER BY n"
        return [json.loads(body) for (body,) in self.rows(sql, [object_id, kind])]

    def put(self, kind: str, one: Json) -> None:
        """A new object, or a new state of one: modified now."""
        moment = self.now().isoformat(timespec="milliseconds")
        with self.lock:
            before = self.find(kind, one["id"])
            created = before["meta"]["created"] if before else moment
            one = {**one, "meta": {"created": created, "modified": moment}}
            self.database.execute("BEGIN")
            if before:
                self._replace(one)
            else:
                self._insert(kind, one)
            self.database.execute("COMMIT")

    def remove(self, kind: str, object_id: str) -> None:
        """Gone, and told of among the deleted."""
        with self.lock:
            self.database.execute("BEGIN")
            self.database.execute("DELETE FROM object WHERE kind = ? AND id = ?", [kind, object_id])
            self.database.execute("DELETE FROM link WHERE source = ?", [object_id])
            self.database.execute(
                "INSERT INTO deleted (kind, id, at) VALUES (?, ?, ?)",
                [kind, object_id, self.now().timestamp()],
            )
            self.database.execute("COMMIT")

    def fact(self, name: str) -> str:
        """Something to remember, or nothing."""
        found = self.rows("SELECT value FROM fact WHERE name = ?", [name])
        return str(found[0][0]) if found else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Remember it over a restart."""
        with self.lock:
            self.database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", [name, value])

    def _insert(self, kind: str, one: Json) -> None:
        self.database.execute(
            "INSERT INTO object (kind, id, created, modified, body) VALUES (?, ?, ?, ?, ?)",
            [kind, one["id"], seconds(one["meta"]["created"]), seconds(one["meta"]["modified"]), _text(one)],
        )
        self._link(one)

    def _replace(self, one: Json) -> None:
        self.database.execute(
            "UPDATE object SET modified = ?, body = ? WHERE id = ?",
            [seconds(one["meta"]["modified"]), _text(one), one["id"]],
        )
        self.database.execute("DELETE FROM link WHERE source = ?", [one["id"]])
        self._link(one)

    def _link(self, one: Json) -> None:
        pairs = [(one["id"], target) for target in set(_targets(one))]
        self.database.executemany("INSERT INTO link VALUES (?, ?)", pairs)


def seconds(moment: str) -> float:
    """An RFC 3339 moment as seconds since 1970; raises ValueError."""
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError(moment)
    return read.timestamp()


def _text(one: Json) -> str:
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))


def _targets(value: Any, *, is_top: bool = True) -> Iterator[str]:
    """The ids of all references in an object, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from _targets(one, is_top=False)
    elif isinstance(value, dict):
        if not is_top and isinstance(value.get("id"), str):
            yield value["id"]
        for one in value.values():
            yield from _targets(one, is_top=False)
