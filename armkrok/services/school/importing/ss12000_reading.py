"""A source that speaks SS 12000:2020 (REST), as a Reading: all of it, or what has changed since last.

`Source.settings` has `url`, the address that the collections are below; `token_url`, `client_id` and `scope`
when a token must be asked for; `page`, objects a page; `full_days`, how often everything is read (7). The
secret is the token, or the client's secret.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import Final

from armkrok.core import outgoing
from armkrok.kit.days import now
from armkrok.services.school.importing import ss12000_records as to_records
from armkrok.services.school.importing.parsing import ids_in
from armkrok.services.school.importing.records import (
    LINKS,
    OBJECTS,
    ActivityGroupRecord,
    ActivityRecord,
    AssignmentRecord,
    DutyRecord,
    Reading,
    Record,
    SourceFailed,
    TeachingRecord,
    Unreadable,
)
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.ss12000.answers import (
    Answer,
    Call,
    Json,
    NoAnswer,
    NotAllowed,
    NotOffered,
    SourceProblem,
)
from armkrok.services.school.ss12000.asking import Asker, Key
from armkrok.services.school.ss12000.client import PAGE, Client

OVERLAP: Final = timedelta(minutes=10)
"""Asked for again each time: a change that is stamped by a slower clock, or was being saved, is not lost."""
FULL_DAYS: Final = 7
SECONDS: Final = 60.0
LARGEST: Final = 32_000_000
LONGEST: Final = 3600.0
"""Seconds of a whole reading: it holds a worker and a transaction, however slowly the source speaks."""
LONGEST_ID: Final = 80
MOST_SUBJECTS: Final = 100_000
MODELS: Final = {
    "organisations": "SchoolUnit",
    "persons": "RosterPerson",
    "duties": "Duty",
    "groups": "PupilGroup",
    "activities": "Activity",
}
REQUIRED: Final = ("organisations", "persons", "groups")
"""Collections that every source must have."""
OPTIONAL: Final[dict[str, frozenset[type]]] = {
    "duties": frozenset((DutyRecord, AssignmentRecord, TeachingRecord)),
    "activities": frozenset((ActivityRecord, ActivityGroupRecord, TeachingRecord)),
}
"""Those that it may lack, and the records that then are not told of."""


def wants_all(source: Source) -> bool:
    """Whether it is time to read everything: at first, and then every `full_days` days.

    A delta is blind to what the source forgot to stamp, or to list among what is deleted.
    """
    if source.told_until is None:
        return True
    since = now() - timedelta(days=int(source.settings.get("full_days", FULL_DAYS)))
    whole = ImportRun.objects.filter(source=source, is_delta=False, state=ImportRun.State.APPLIED)
    return not whole.filter(started_at__gte=since).exists()


def reading(
    source: Source, *, is_full: bool | None = None, wait: Callable[[float], None] = time.sleep
) -> Reading:
    """The source, having shown that it can be read; raises SourceFailed, also while records are taken.

    Whether it is read whole is as wants_all() says, unless it is said. A source that does not tell what is
    deleted is read whole each time.
    """
    is_whole = wants_all(source) if is_full is None else is_full
    client = client_of(source, wait)
    client.asker.until = time.monotonic() + LONGEST
    with _in_swedish():
        moments = {kind: client.standing(kind) for kind in REQUIRED}
        lacking = {kind for kind in OPTIONAL if not _has(client, kind)}
        began = min((one for one in moments.values() if one), default=now())
        kinds = tuple(kind for kind in MODELS if kind not in lacking)
        after = None if is_whole or source.told_until is None else source.told_until - OVERLAP
        gone = client.deleted(after, kinds) if after else None
        after = after if gone is not None else None
    covers = frozenset((*OBJECTS, *LINKS)).difference(*(OPTIONAL[kind] for kind in lacking))
    return Reading(
        records=_records(client, kinds, after),
        is_delta=after is not None,
        gone={MODELS[kind]: ids for kind, ids in (gone or {}).items()},
        covers=covers,
        told_until=began,
    )


def client_of(source: Source, wait: Callable[[float], None] = time.sleep) -> Client:
    """A client with the source's own key, that calls by the guarded way out."""
    given = source.settings
    key = Key(
        source.secret_in_clear(),
        str(given.get("token_url", "")),
        str(given.get("client_id", "")),
        str(given.get("scope", "")),
    )
    return Client(
        str(given.get("url", "")),
        Asker(key, caller(source.organisation.slug), wait),
        page=int(given.get("page", PAGE)),
    )


def caller(organisation: str) -> Callable[[Call], Answer]:
    """What makes each call for the organisation, by its slug."""
    return partial(_call, organisation)


def _call(organisation: str, asked: Call) -> Answer:
    """One call through core.outgoing; raises NoAnswer with Swedish words for why."""
    try:
        came = outgoing.fetch(
            asked.method,
            asked.url,
            body=asked.body,
            headers=asked.headers,
            seconds=SECONDS,
            largest=LARGEST,
            organisation=organisation,
        )
    except outgoing.TooLarge as problem:
        raise NoAnswer("svaret är för stort", was_too_much=True) from problem
    except outgoing.NotDelivered as problem:
        raise NoAnswer(str(_WHY[problem.why]), is_fatal=problem.why in _FATAL) from problem
    return Answer(came.status, came.headers, came.body)


_WHY: Final = {
    outgoing.Why.ADDRESS: "adressen leder till ett internt nät eller är fel skriven",
    outgoing.Why.NAME: "adressens namn finns inte",
    outgoing.Why.CONNECTION: "det gick inte att ansluta",
    outgoing.Why.CERTIFICATE: "källans certifikat gäller inte",
    outgoing.Why.TIMEOUT: "det tog för lång tid",
    outgoing.Why.ANSWER: "anslutningen bröts",
}
_FATAL: Final = frozenset({outgoing.Why.ADDRESS, outgoing.Why.CERTIFICATE})


def _has(client: Client, kind: str) -> bool:
    try:
        client.standing(kind)
    except NotOffered:
        return False
    return True


def _records(client: Client, kinds: tuple[str, ...], after: datetime | None) -> Iterator[Record]:
    """Record by record, with one page of the source's at a time in memory."""
    with _in_swedish():
        subjects = _subjects(client) if "activities" in kinds else {}
        of: dict[str, Callable[[Json], Iterable[Record]]] = {
            "organisations": to_records.of_organisation,
            "persons": to_records.of_person,
            "duties": to_records.of_duty,
            "groups": to_records.of_group,
            "activities": lambda one: to_records.of_activity(one, subjects),
        }
        for kind in kinds:
            for one in _once(client, kind, after):
                if isinstance(one, Unreadable):
                    yield one
                else:
                    yield from of[kind](one)


def _once(client: Client, kind: str, after: datetime | None) -> Iterator[Json | Unreadable]:
    """Each object once, though pages slide when somebody saves while we read.

    The same id with the same stamp and other content is no repetition: both are told, and judged later.
    """
    seen: dict[str, tuple[str, bytes]] = {}
    for page in client.pages(kind, after):
        for one in page:
            if not isinstance(one, dict) or not to_records.is_sound(one):
                yield _unreadable(kind, one)
                if kind == "persons" and (person := to_records.marked(one)):
                    yield person
                continue
            key, meta = str(one.get("id"))[:LONGEST_ID], one.get("meta")
            stamp = str(meta.get("modified"))[:LONGEST_ID] if isinstance(meta, dict) else ""
            content = blake2b(repr(one).encode("utf-8", "replace"), digest_size=8).digest()
            before = seen.setdefault(key, (stamp, content))
            if before[1] is content or (before[1] != content and before[0] == stamp):
                yield one


def _unreadable(kind: str, one: object) -> Unreadable:
    own = str(one.get("id", ""))[:LONGEST_ID] if isinstance(one, dict) else ""
    return Unreadable("bad_object", MODELS[kind], "", own, ids=ids_in(repr(one)))


def _subjects(client: Client) -> dict[str, tuple[str, str]]:
    """Codes and names of syllabuses; a source without them, or that keeps them to itself, has none."""
    try:
        pages = client.pages("syllabuses")
        rows = (one for page in pages for one in page if isinstance(one, dict))
        some = islice(rows, MOST_SUBJECTS)
        return {str(one.get("id"))[:LONGEST_ID]: to_records.subject(one) for one in some}
    except (NotOffered, NotAllowed):
        return {}


@contextmanager
def _in_swedish() -> Iterator[None]:
    """What the client says of the source, as importing says it."""
    try:
        yield
    except SourceProblem as problem:
        raise SourceFailed(str(problem)) from problem
