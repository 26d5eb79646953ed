"""What each receiver has, as we know it: read, begun and accounted for."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from armkrok.core.identity import sealed
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.ids import uuid7
from armkrok.services.school.models import Kind, SendBatch, SentObject
from armkrok.services.school.sending.requests import Batch, Op, Request

State = SentObject.State
USERS = (Kind.STUDENT, Kind.TEACHER)
DIGEST = 16
AT_ONCE = 5000
INSERT = r"""
INSERT INTO school_sentobject
    (organisation_id, receiver_id, kind, state, id, sent_id, subject_id, remote_id, digest, body)
SELECT %s, %s, %s, %s, id::uuid, sent_id::uuid, nullif(subject, '')::uuid, coalesce(remote_id, ''),
       decode(coalesce(digest, ''), 'hex'), convert_to(coalesce(body, ''), 'UTF8')
FROM unnest(string_to_array(%s, E'\n'), string_to_array(%s, E'\n'), string_to_array(%s, E'\n'),
            string_to_array(%s, E'\n'), string_to_array(%s, E'\n'), string_to_array(%s, E'\n'))
     AS rows (id, sent_id, subject, remote_id, digest, body)
ON CONFLICT (organisation_id, receiver_id, kind, sent_id) DO UPDATE
SET state = excluded.state, subject_id = excluded.subject_id, digest = excluded.digest, body = excluded.body,
    remote_id = coalesce(nullif(excluded.remote_id, ''), school_sentobject.remote_id)
"""


def digest_of(body: bytes) -> bytes:
    """BLAKE2b with a key of our own: without it, nobody can guess a body's personal number by trying."""
    return hashlib.blake2b(body, digest_size=DIGEST, key=sealed.key_for("school-digest")).digest()


def kept(body: bytes, number: str) -> bytes:
    """The body as we keep it: a personal number is only there as a mark that changes with it."""
    if not number:
        return body
    mark = hmac.digest(sealed.key_for("school-digest"), number.encode(), "sha256")[:6].hex()
    return body.replace(f'"civicNo":"{number}"'.encode(), f'"civicNo":"#{mark}"'.encode())


def together(kind: Kind) -> tuple[Kind, ...]:
    """Kinds that share an address with this one, and so its ids."""
    return USERS if kind in USERS else (kind,)


def known(receiver_id: UUID, kinds: Collection[Kind]) -> dict[str, bytes]:
    """By sent id: the digest, then a byte for the state and one for the kind."""
    sql = (
        "SELECT sent_id::text, digest, state, kind FROM school_sentobject "
        "WHERE organisation_id = %s AND receiver_id = %s AND kind = ANY(%s)"
    )
    found: dict[str, bytes] = {}
    for sent_id, digest, state, kind in _stream(sql, [current_organisation_id(), receiver_id, list(kinds)]):
        found[sent_id] = bytes(digest) + bytes((state, kind))
    return found


def _stream(sql: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name="states", binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, values)
        yield from cursor


def counts(receiver_id: UUID) -> dict[Kind, int]:
    """How many objects of each kind the receiver has."""
    rows = _rows(
        "SELECT kind, count(*) FROM school_sentobject "
        "WHERE organisation_id = %s AND receiver_id = %s GROUP BY kind",
        [current_organisation_id(), receiver_id],
    )
    return {Kind(kind): number for kind, number in rows}


def details(
    receiver_id: UUID, kind: Kind, sent_ids: Collection[str]
) -> dict[str, tuple[str, int, str | None]]:
    """(remote id, state, subject) of objects."""
    rows = _rows(
        "SELECT sent_id::text, remote_id, state, subject_id::text FROM school_sentobject "
        "WHERE organisation_id = %s AND receiver_id = %s AND kind = ANY(%s) AND sent_id = ANY(%s::uuid[])",
        [current_organisation_id(), receiver_id, list(together(kind)), list(sent_ids)],
    )
    return {sent_id: (remote_id, state, subject) for sent_id, remote_id, state, subject in rows}


def bodies(receiver_id: UUID, kind: Kind, sent_ids: Collection[str]) -> dict[str, bytes]:
    """What was last sent of objects."""
    rows = _rows(
        "SELECT sent_id::text, body FROM school_sentobject "
        "WHERE organisation_id = %s AND receiver_id = %s AND kind = ANY(%s) AND sent_id = ANY(%s::uuid[])",
        [current_organisation_id(), receiver_id, list(together(kind)), list(sent_ids)],
    )
    return {sent_id: bytes(body) for sent_id, body in rows}


# ---- batches


def begin(receiver_id: UUID, batch: Batch) -> None:
    """Write down what is about to be sent; commit before the first request."""
    SendBatch.objects.create(
        id=batch.id,
        receiver_id=receiver_id,
        kind=batch.kind,
        sent_ids=[one.sent_id for one in batch.requests],
        subject_ids=[one.subject for one in batch.requests],
    )


def end(batch: Batch) -> None:
    """The batch is accounted for, in this transaction."""
    SendBatch.objects.filter(pk=batch.id).delete()


def take_up(receiver_id: UUID) -> None:
    """Mark what a killed run had begun. Nothing else runs towards the receiver."""
    for left in SendBatch.objects.filter(receiver_id=receiver_id).order_by("pk"):
        ids = [str(one) for one in left.sent_ids]
        there = details(receiver_id, Kind(left.kind), ids)
        mark(receiver_id, Kind(left.kind), there, State.BEGUN)
        pairs = zip(ids, left.subject_ids, strict=True)
        rows = [Request(op=Op.EITHER, sent_id=one, subject=str(who) if who else None) for one, who in pairs]
        write(receiver_id, Kind(left.kind), [one for one in rows if one.sent_id not in there], State.BEGUN)
        left.delete()


# ---- accounting


def write(receiver_id: UUID, kind: Kind, requests: Collection[Request], state: int) -> None:
    """The receiver has these, or may have: new rows, or old ones replaced.

    Each column goes as one text: to send thousands of values as arrays takes longer than to store them. JSON
    has no line breaks of its own. (Of one empty text PostgreSQL makes an empty array, hence coalesce.)
    """
    if not requests:
        return
    first = uuid7().int
    columns = [
        [f"{first + number:032x}" for number in range(len(requests))],
        [one.sent_id for one in requests],
        [one.subject or "" for one in requests],
        [one.remote_id.replace("\n", "") for one in requests],
        [one.digest.hex() for one in requests],
        [one.kept.decode() for one in requests],
    ]
    _execute(INSERT, [current_organisation_id(), receiver_id, int(kind), state, *map("\n".join, columns)])


def forget(receiver_id: UUID, kinds: Iterable[Kind], sent_ids: Collection[str]) -> None:
    """The receiver does not have these."""
    if sent_ids:
        _execute(
            "DELETE FROM school_sentobject "
            "WHERE organisation_id = %s AND receiver_id = %s AND kind = ANY(%s) "
            "AND sent_id = ANY(%s::uuid[])",
            [current_organisation_id(), receiver_id, [int(one) for one in kinds], list(sent_ids)],
        )


def mark(receiver_id: UUID, kind: Kind, sent_ids: Collection[str], state: int) -> None:
    """These are to be dealt with again; what was last sent is kept."""
    if sent_ids:
        _execute(
            "UPDATE school_sentobject SET state = %s "
            "WHERE organisation_id = %s AND receiver_id = %s AND kind = ANY(%s) "
            "AND sent_id = ANY(%s::uuid[])",
            [state, current_organisation_id(), receiver_id, list(together(kind)), list(sent_ids)],
        )


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _execute(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
