"""What came of a batch, written in one transaction: state, release log, notes and progress.

The outcomes and what the next run does are EGIL's own: see docs/decisions.
"""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from armkrok.kit.days import now
from armkrok.services.exchange.public import Outgoing, log_releases
from armkrok.services.school.egil.answers import Verdict
from armkrok.services.school.models import Erasure, Kind, SendNote, SendRun, SentObject
from armkrok.services.school.sending import states
from armkrok.services.school.sending.notes import Notes
from armkrok.services.school.sending.requests import WORDS, Batch, Op, Request

State = SentObject.State
FAILED, WARNING = SendNote.Weight.FAILED, SendNote.Weight.WARNING


class Account:
    """The account of one run."""

    def __init__(self, run: SendRun, agreement_id: UUID | None, notes: Notes) -> None:
        self.run, self.agreement_id, self.notes = run, agreement_id, notes
        self.receiver_id: UUID = run.receiver_id
        self.done = {kind: Counter(found) for kind, found in run.done.items()}

    def settle(self, batch: Batch) -> None:
        """Account for a batch that has been tried; in a transaction in the organisation's scope."""
        tried = [one for one in batch.requests if one.tried]
        by_end: dict[str, list[Request]] = {}
        for one in tried:
            by_end.setdefault(_end(one), []).append(one)
        kind = batch.kind
        states.write(self.receiver_id, kind, by_end.get("sent", ()), State.SENT)
        self._forget_the_other_kind(kind, by_end.get("sent", ()))
        states.write(
            self.receiver_id, kind, [_emptied(one) for one in by_end.get("unknown", ())], State.UNKNOWN
        )
        states.write(self.receiver_id, kind, [_emptied(one) for one in by_end.get("begun", ())], State.BEGUN)
        states.mark(self.receiver_id, kind, _ids(by_end.get("dirty")), State.DIRTY)
        states.mark(self.receiver_id, kind, _ids(by_end.get("either")), State.BEGUN)
        states.mark(self.receiver_id, kind, _ids(by_end.get("leaving")), State.LEAVING)
        states.forget(self.receiver_id, states.together(kind), _ids(by_end.get("gone")))
        states.end(batch)
        self._tell(batch, tried)
        self._erased(by_end.get("gone", ()))

    def _forget_the_other_kind(self, kind: Kind, sent: Iterable[Request]) -> None:
        """A pupil who has become a teacher was updated: she is not to be removed as a pupil."""
        others = [one for one in states.together(kind) if one is not kind]
        if others:
            states.forget(self.receiver_id, others, [one.sent_id for one in sent if one.op is not Op.CREATE])

    def _tell(self, batch: Batch, tried: list[Request]) -> None:
        done = self.done.setdefault(batch.kind.label, Counter())
        for one in tried:
            is_done = one.verdict is Verdict.DONE
            is_left = one.verdict in {Verdict.EXISTS, Verdict.MISSING}
            done[WORDS[one.op] if is_done else "again" if is_left else "failed"] += 1
            if not is_done:
                self._note(batch.kind, one)
        self._log(batch.kind, tried)
        self.notes.keep()
        self.run.done = {kind: dict(found) for kind, found in self.done.items()}
        self.run.seen_at = now()
        self.run.save(update_fields=["done", "seen_at"])

    def _note(self, kind: Kind, one: Request) -> None:
        code = {Verdict.EXISTS: "exists", Verdict.MISSING: "missing"}.get(
            one.verdict or Verdict.FAILED, "answer"
        )
        detail: dict[str, object] = {"operation": WORDS[one.op]}
        if one.why:
            code, detail["why"] = "no-answer", one.why.value
        else:
            detail |= {"status": one.status, "text": one.text[:500]}
        weight = WARNING if code in {"exists", "missing"} else FAILED
        self.notes.add(
            weight, code, kind, sent_id=one.sent_id, subject=one.subject, name=one.name, detail=detail
        )

    def _log(self, kind: Kind, tried: list[Request]) -> None:
        if not tried or self.agreement_id is None:
            return
        log_releases(
            self.agreement_id,
            self.receiver_id,
            self.run.pk,
            [
                Outgoing(
                    WORDS[one.op],
                    kind.label,
                    UUID(one.sent_id),
                    UUID(one.subject) if one.subject else None,
                    one.attributes,
                    one.digest,
                    _outcome(one),
                )
                for one in tried
            ],
        )

    def _erased(self, gone: Iterable[Request]) -> None:
        subjects = {one.subject for one in gone if one.op is Op.REMOVE and one.subject}
        if subjects:
            Erasure.objects.filter(
                receiver_id=self.receiver_id, subject__in=[UUID(one) for one in subjects], removed_at=None
            ).update(removed_at=now())


def _end(one: Request) -> str:
    """What a request leads to, by operation and answer."""
    if one.verdict is Verdict.DONE:
        return "gone" if one.op is Op.REMOVE else "sent"
    if one.op is Op.REMOVE:
        return "leaving"
    if one.verdict is Verdict.EXISTS:
        return "unknown"
    if one.op is Op.CREATE:
        return "begun" if one.why else "none"
    if one.op is Op.EITHER:
        return "either"
    return "gone" if one.verdict is Verdict.MISSING else "dirty"


def _outcome(one: Request) -> str:
    if one.verdict is Verdict.DONE:
        return "done"
    return one.why.value if one.why else f"http-{one.status}"


def _emptied(one: Request) -> Request:
    one.digest = one.kept = b""
    return one


def _ids(requests: list[Request] | None) -> list[str]:
    return [one.sent_id for one in requests or ()]
