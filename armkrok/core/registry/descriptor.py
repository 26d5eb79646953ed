"""What a service says of itself; plain values, so that every layer may read them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Role:
    """A set of permissions that people hold in an organisation, or in one board or unit of it.

    A role that is `partial` may be limited to a board or unit. Such a limited role opens the service's pages,
    and the service shows only what belongs to the part (see Actor.partial). One that is `dated` is given with
    a last day, a year away at most.
    """

    key: str
    name: Words
    explanation: Words
    partial: bool = False
    dated: bool = False


@dataclass(frozen=True)
class Permission:
    """One thing that may be allowed; `roles` hold it from the start."""

    key: str
    name: Words
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadKind:
    """A way of reading people's data that the read log notes by `key`, which never changes."""

    key: str
    name: Words


@dataclass(frozen=True)
class Place:
    """A page in the service's own row of places; shown to those who have the permission."""

    name: Words
    url_name: str
    permission: str
    folders: tuple[str, ...] = ()
    """More folders of the service, as "korningar/": their pages belong to the place whatever they demand."""


@dataclass(frozen=True)
class Subscription:
    """Call `handler` with the event, at least once, after the transaction that recorded it."""

    event: type
    handler: Callable[[Any], None]


@dataclass(frozen=True)
class Broadcast:
    """An event that other systems may be told of, under a key that never changes.

    `path` leads to what the event is about in the API; it holds {organisation} and {id}.
    """

    event: type
    key: str
    name: Words
    path: str


@dataclass(frozen=True)
class Told:
    """One broadcast event: `id` is its own and stays the same; `ids` are those among its facts."""

    id: UUID
    broadcast: Broadcast
    about_id: UUID
    happened_at: datetime
    ids: dict[str, str]


@dataclass(frozen=True)
class Teller:
    """Passes broadcast events on. `wants` is asked inside the recording transaction, `tell` after it."""

    wants: Callable[[Broadcast], bool]
    tell: Callable[[Told], None]


@dataclass(frozen=True)
class Area:
    """One kind of data about one person in the organisation in scope, for the copy that she may fetch.

    `columns` are the words for the keys of `rows`, in order. Values are text, numbers, days, moments (UTC),
    truth values or None. `key` names the file, and never changes.
    """

    key: str
    name: Words
    columns: Mapping[str, Words]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ChainedLog:
    """A log of the service's own, chained by hash; `verify` walks it, in a scope of one organisation.

    It gives an audit.verification.Verification.
    """

    name: Words
    verify: Callable[[], Any]


@dataclass(frozen=True)
class Service:
    """Everything the platform needs to know of one service. See docs/add-a-service.md.

    `personal` pages are a person's own and linked under Mina sidor. `together` is where several waiting tasks
    are done at once; it is offered there when two or more wait in the same organisation. `own_page` is where
    anybody sees what the service holds of her or her family; it is offered there in organisations that
    notifications.holdings has been told of. `export` gives what the organisation in scope has of a person
    (dataskyddsförordningen art. 15), in a scope that is hers.
    """

    key: str
    slug: str
    name: Words
    explanation: Words
    urls: Sequence[Any]
    rest: Any = None
    roles: tuple[Role, ...] = ()
    permissions: tuple[Permission, ...] = ()
    reads: tuple[ReadKind, ...] = ()
    places: tuple[Place, ...] = ()
    personal: tuple[Place, ...] = ()
    together: Place | None = None
    own_page: Place | None = None
    subscriptions: tuple[Subscription, ...] = ()
    events: tuple[type, ...] = ()
    broadcasts: tuple[Broadcast, ...] = ()
    teller: Teller | None = None
    schedules: tuple[Any, ...] = ()
    logs: tuple[ChainedLog, ...] = ()
    export: Callable[[UUID], Iterable[Area]] | None = None
    hush: Callable[[UUID], None] | None = None
    demo: Callable[[], None] | None = None
    check: Callable[[], list[str]] | None = None
    always_open: bool = False
    public_urls: Sequence[Any] = field(default=())
