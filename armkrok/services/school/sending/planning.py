"""The difference between what a receiver has and what it is to have, found before anything is sent.

Each chosen object is rendered and its hash compared with that of what was last sent; bodies are not kept,
only the keys of what differs. What is sent later is read again, so that nobody is told of as she was an hour
ago.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from armkrok.services.school.models import Kind, Receiver, SendNote, SentObject
from armkrok.services.school.sending import states
from armkrok.services.school.sending.choosing import Choice
from armkrok.services.school.sending.notes import Notes
from armkrok.services.school.sending.people import Told
from armkrok.services.school.sending.requests import WORDS, Op

SENT, BEGUN = SentObject.State.SENT, SentObject.State.BEGUN
Wish = Callable[[Kind, str, Op | None], Op | None]
"""From the kind, the id and what the difference says (None: nothing) to what shall be done."""


@dataclass
class Plan:
    """What is to be done: keys to render anew, and ids to remove."""

    keys: dict[Kind, list[str]] = field(default_factory=dict)
    ops: dict[Kind, bytearray] = field(default_factory=dict)
    removals: dict[Kind, list[str]] = field(default_factory=dict)
    counts: dict[Kind, Counter[str]] = field(default_factory=dict)
    before: dict[Kind, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.keys or self.removals)

    def count(self, kind: Kind, word: str, number: int = 1) -> None:
        """Count objects of a kind."""
        self.counts.setdefault(kind, Counter())[word] += number

    def add(self, kind: Kind, key: str, op: Op) -> None:
        """An object to create or update."""
        self.keys.setdefault(kind, []).append(key)
        self.ops.setdefault(kind, bytearray()).append(op)
        self.count(kind, WORDS[op])

    def remove(self, kind: Kind, sent_id: str) -> None:
        """An object to remove."""
        self.removals.setdefault(kind, []).append(sent_id)
        self.count(kind, "delete")

    def pieces(self, kind: Kind, size: int) -> Iterator[dict[str, Op]]:
        """What to create and update of a kind, some at a time: what to do, by key."""
        keys, ops = self.keys.get(kind, []), self.ops.get(kind, bytearray())
        for start in range(0, len(keys), size):
            end = start + size
            yield dict(zip(keys[start:end], map(Op, ops[start:end]), strict=True))

    def as_json(self, done: Mapping[str, Mapping[str, int]] | None = None) -> dict[str, dict[str, int]]:
        """As SendRun.planned; with what an earlier try of the run has `done`."""
        words = ("create", "update", "delete", "same")
        already = done or {}
        return {
            kind.label: {word: found[word] + already.get(kind.label, {}).get(word, 0) for word in words}
            for kind, found in sorted(self.counts.items())
        }


def as_it_is(_kind: Kind, _sent_id: str, op: Op | None) -> Op | None:
    """Do what the difference says."""
    return op


def forced(only: Collection[str]) -> Wish:
    """Send these all the same, and nothing else; everything that is chosen, when none are named."""

    def wish(_kind: Kind, sent_id: str, op: Op | None) -> Op | None:
        if only and sent_id not in only:
            return None
        return op or Op.UPDATE

    return wish


class Planner:
    """Makes the plan of one run. `wish` may leave objects out, or have them sent all the same."""

    def __init__(self, receiver_id: UUID, choice: Choice, notes: Notes, wish: Wish = as_it_is) -> None:
        self.receiver_id, self.choice, self.notes, self.wish = receiver_id, choice, notes, wish
        self.plan = Plan(before=states.counts(receiver_id))
        self.seen: set[str] = set()
        self.there: dict[str, bytes] = {}

    def made(self) -> Plan:
        """Everything chosen, compared with everything that the receiver has."""
        for kind in Choice.PLANNED:
            if (
                kind is not Kind.TEACHER
            ):  # pupils and teachers are the same Users: one may have become the other
                self.there = states.known(self.receiver_id, states.together(kind))
            for told in self.choice.stream(kind):
                self._compare(kind, told)
            if kind is not Kind.STUDENT:
                self._remove_the_rest()
        return self.plan

    def _compare(self, kind: Kind, told: Told) -> None:
        if told.sent_id in self.seen:
            self.notes.add(
                SendNote.Weight.SKIPPED, "duplicate-id", kind, sent_id=told.sent_id, subject=told.subject,
                name=told.name,
            )  # fmt: skip
            return
        self.seen.add(told.sent_id)
        before = self.there.pop(told.sent_id, None)
        if told.body is None:
            self.plan.count(kind, "failed")
            if before and kind is Kind.STUDENT:
                self.choice.keep_student(told.key, told)
            elif before and kind is Kind.TEACHER:
                self.choice.teachers[told.key] = told.sent_id
            return
        op = self.wish(kind, told.sent_id, _difference(kind, told.body, before))
        if op is None:
            self.plan.count(kind, "same")
        else:
            self.plan.add(kind, told.key, op)

    def _remove_the_rest(self) -> None:
        for sent_id, before in self.there.items():
            kind = Kind(before[-1])
            if sent_id not in self.seen and self.wish(kind, sent_id, Op.REMOVE):
                self.plan.remove(kind, sent_id)
        self.there = {}


def _difference(kind: Kind, body: bytes, before: bytes | None) -> Op | None:
    if before is None:
        return Op.CREATE
    if before[-2] == BEGUN:
        return Op.EITHER
    if before[:-2] == states.digest_of(body) and before[-2] == SENT and before[-1] == kind:
        return None
    return Op.UPDATE


def removal_of(receiver_id: UUID, wanted: Collection[str] | None = None) -> Plan:
    """Remove everything that the receiver has, or only these ids."""
    plan = Plan(before=states.counts(receiver_id))
    for sent_id, before in states.known(receiver_id, list(Kind)).items():
        if wanted is None or sent_id in wanted:
            plan.remove(Kind(before[-1]), sent_id)
    return plan


@dataclass(frozen=True)
class Exceeded:
    """A kind of which more would be created, or removed, than the receiver's limits let pass."""

    kind: Kind
    create: int
    delete: int
    before: int


def exceeded(plan: Plan, receiver: Receiver, expected: dict[Kind, int]) -> list[Exceeded]:
    """Kinds where more than `limit_count` objects, or `limit_percent` of them, come or go.

    Those who come and those who go are counted apart: a source that gives everybody a new id changes no sum.
    `expected` new objects, which people have asked for by wanting more groups, are not counted. Of a kind
    that the receiver has nothing of, the share says nothing.
    """
    found = []
    for kind in Kind:
        counted, before = plan.counts.get(kind, Counter()), plan.before.get(kind, 0)
        create, delete = max(0, counted["create"] - expected.get(kind, 0)), counted["delete"]
        most = max(create, delete)
        share = before and most * 100 > receiver.limit_percent * before
        if most and (most > receiver.limit_count or share):
            found.append(Exceeded(kind, create, delete, before))
    return found


def expected_new(plan: Plan, choice: Choice, wanted: Collection[str]) -> dict[Kind, int]:
    """How many new objects follow from groups that are wanted and that the receiver has not had before."""
    keys = plan.keys.get(Kind.STUDENT_GROUP, [])
    ops = plan.ops.get(Kind.STUDENT_GROUP, bytearray())
    new = [key for key, op in zip(keys, ops, strict=True) if op == Op.CREATE and key in wanted]
    if not new:
        return {}
    staff = set().union(*(choice.taught_by.get(key, ()) for key in new))
    pupils = {one for row in choice.reading.members(new).values() for one in row.members.split(",")}
    units = len({choice.groups[key].unit for key in new})
    return {
        Kind.STUDENT: len(pupils),
        Kind.TEACHER: len(staff),
        Kind.EMPLOYMENT: len(staff) * units,
        Kind.STUDENT_GROUP: len(new),
        Kind.ACTIVITY: len(new),
        Kind.SCHOOL_UNIT: plan.counts.get(Kind.SCHOOL_UNIT, Counter())["create"],
        Kind.SCHOOL_UNIT_GROUP: plan.counts.get(Kind.SCHOOL_UNIT_GROUP, Counter())["create"],
        Kind.ORGANISATION: plan.counts.get(Kind.ORGANISATION, Counter())["create"],
    }
