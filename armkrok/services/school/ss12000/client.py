"""A client of SS 12000:2020 and :2021 (REST): collections page by page, what is deleted, subscriptions.

It holds a page at a time. Nothing here knows the roster or the network: calls are made by the `Caller` given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from armkrok.services.school.ss12000.answers import Garbled, GaveUp, Json, NotOffered
from armkrok.services.school.ss12000.asking import Asker, read
from armkrok.services.school.ss12000.words import DELETED_NAMES, RESOURCES

PAGE = 500
SMALLEST_PAGE = 10
MOST_EMPTY = 50
"""Pages without anything, one after another, before we take it that the source goes in circles."""
SWEDISH = {
    "organisations": "organisationer",
    "persons": "personer",
    "duties": "tjänster",
    "groups": "grupper",
    "syllabuses": "ämnen och kurser",
    "activities": "aktiviteter",
    "deletedEntities": "vad som är borttaget",
    "subscriptions": "prenumerationer",
}


@dataclass(frozen=True)
class Subscription:
    """A promise to tell us; it has to be renewed before it expires."""

    id: str
    expires: datetime | None


class Client:
    """One source, by the address that its collections are below."""

    def __init__(self, url: str, asker: Asker, *, page: int = PAGE) -> None:
        self.url, self.asker, self.page = url.rstrip("/"), asker, page

    def standing(self, kind: str) -> datetime | None:
        """Ask for a single object, to see that the collection can be read; what the source's clock says.

        Raises NotOffered when it has no such collection, and other SourceProblem.
        """
        answer = self.asker.ask("GET", self._address(kind, {"limit": "1"}), SWEDISH[kind])
        _rows(read(answer, SWEDISH[kind]), kind)
        try:
            return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def pages(self, kind: str, modified_after: datetime | None = None) -> Iterator[list[Any]]:
        """Every object, a page at a time, as they came; raises SourceProblem, also in the middle.

        An answer that the source calls too large (503) is asked for again in smaller pieces.
        """
        given = {"meta.modified.after": _written(modified_after)} if modified_after else {}
        limit, seen, empty = self.page, set[str](), 0
        while True:
            said, limit = self._page(kind, given, limit)
            rows = _rows(said, kind)
            yield rows
            token = said.get("pageToken")
            if not token:
                return
            empty = 0 if rows else empty + 1
            if not isinstance(token, str) or token in seen or empty > MOST_EMPTY:
                raise Garbled(SWEDISH[kind], "samma sida kommer om och om igen")
            seen.add(token)
            given = {"pageToken": token}

    def _page(self, kind: str, given: dict[str, str], limit: int) -> tuple[Json, int]:
        while True:
            address = self._address(kind, {**given, "limit": str(limit)})
            try:
                return read(self.asker.ask("GET", address, SWEDISH[kind]), SWEDISH[kind]), limit
            except GaveUp as problem:
                if limit <= SMALLEST_PAGE or not problem.was_too_much:
                    raise
                limit = max(SMALLEST_PAGE, limit // 10)

    def deleted(self, after: datetime, kinds: tuple[str, ...]) -> dict[str, list[str]] | None:
        """Ids of what has been deleted since, by collection; None when the source does not tell."""
        given = {"after": _written(after), "entities": ",".join(kinds)}
        found: dict[str, list[str]] = {kind: [] for kind in kinds}
        seen = set[str]()
        while True:
            address = self._address("deletedEntities", given)
            try:
                said = read(self.asker.ask("GET", address, SWEDISH["deletedEntities"]), "borttagna")
            except NotOffered:
                return None
            _add_deleted(found, said)
            token = said.get("pageToken")
            if not isinstance(token, str) or not token or token in seen:
                return found
            seen.add(token)
            given = {"pageToken": token}

    def subscribe(self, name: str, target: str) -> Subscription:
        """Be told at `target` when something of the roster changes; raises NotOffered."""
        kinds = [{"resource": resource} for resource in RESOURCES.values()]
        body = {"name": name, "target": target, "resourceTypes": kinds}
        return self._subscribed("POST", "subscriptions", body)

    def renew(self, subscription_id: str, expires: datetime) -> Subscription:
        """Be told for longer; raises NotOffered when the source has forgotten."""
        path = f"subscriptions/{quote(subscription_id, safe='')}"
        return self._subscribed("PATCH", path, {"expires": _written(expires)})

    def unsubscribe(self, subscription_id: str) -> None:
        """Be told no more."""
        url = f"{self.url}/subscriptions/{quote(subscription_id, safe='')}"
        self.asker.ask("DELETE", url, SWEDISH["subscriptions"])

    def _subscribed(self, method: str, path: str, body: Json) -> Subscription:
        said = read(self.asker.ask(method, f"{self.url}/{path}", SWEDISH["subscriptions"], body), "den")
        if not isinstance(said.get("id"), str):
            raise Garbled(SWEDISH["subscriptions"], "id saknas")
        return Subscription(said["id"], moment(said.get("expires")))

    def _address(self, kind: str, given: dict[str, str]) -> str:
        return f"{self.url}/{kind}?{urlencode(given)}"


def moment(text: Any) -> datetime | None:
    """An RFC 3339 moment, in UTC; None for what is none. A time without an offset is taken as UTC."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _written(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rows(said: Json, kind: str) -> list[Any]:
    """The objects of a page, under `data` or (some servers) under the collection's own name."""
    rows = said.get("data", said.get(kind))
    if not isinstance(rows, list):
        raise Garbled(SWEDISH[kind], "data saknas")
    return rows


def _add_deleted(found: dict[str, list[str]], said: Json) -> None:
    data = said.get("data", said)
    for kind, ids in found.items():
        for name in {kind, DELETED_NAMES.get(kind, kind)}:
            rows = data.get(name) if isinstance(data, dict) else None
            for row in rows if isinstance(rows, list) else ():
                key = row.get("id") if isinstance(row, dict) else row
                if isinstance(key, str):
                    ids.append(key)
