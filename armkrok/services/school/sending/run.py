"""One run towards a receiver, from the selection to the last answer.

    asked for -> planned (everything compared, nothing sent) -> batches: begun, sent, accounted for -> ended

What a killed process had begun is in SendBatch, and the next run deals with it; see docs/decisions.
"""

from uuid import UUID

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.refusals import Refusal
from armkrok.services.exchange.public import AgreementFacts, agreement_behind, agreement_for, removal_proven
from armkrok.services.school import telling
from armkrok.services.school.egil.answers import ListingRefused, Unreachable
from armkrok.services.school.models import Kind, Receiver, SendNote, SendRun
from armkrok.services.school.sending import ending, notes, planning, rebuilding, rules, states, urgent
from armkrok.services.school.sending.accounting import Account
from armkrok.services.school.sending.beginning import begin
from armkrok.services.school.sending.choosing import Choice
from armkrok.services.school.sending.connecting import endpoint
from armkrok.services.school.sending.decisions import decisions_for
from armkrok.services.school.sending.differences import note_all
from armkrok.services.school.sending.flow import Flow
from armkrok.services.school.sending.planning import Plan, Planner
from armkrok.services.school.sending.reading import Reading
from armkrok.services.school.sending.terms import terms_of
from armkrok.services.school.sending.turns import Turn, turn
from armkrok.services.school.sending.wire import Wire

__all__ = ["begin", "perform"]
How, State = SendRun.How, SendRun.State
OPEN = (State.WAITING, State.RUNNING)
ALWAYS = (How.REMOVAL, How.URGENT)
"""Also without a valid agreement, and for a receiver that is switched off: they only take away."""


def perform(organisation_id: UUID, run_id: UUID) -> None:
    """Carry a run out, or go on with one that was cut short. Does nothing when it has ended.

    Raises ending.Busy while another run towards the receiver is under way. Opens its own transactions.
    """
    with scope(organisation_id):
        run = SendRun.objects.filter(pk=run_id, state__in=OPEN).first()
    if run is None:
        return
    with turn(run.receiver_id) as ours:
        if ours is None:
            raise ending.Busy
        Performance(organisation_id, run_id, ours).carry_out()


class Performance:
    """A run while it is carried out."""

    def __init__(self, organisation_id: UUID, run_id: UUID, ours: Turn) -> None:
        self.organisation_id, self.run_id, self.ours = organisation_id, run_id, ours
        self.notes = notes.Notes(run_id)
        self.run: SendRun
        self.receiver: Receiver
        self.agreement: AgreementFacts | None = None
        self.choice: Choice | None = None
        self.account: Account

    def carry_out(self, wire: Wire | None = None) -> None:
        """Everything; `wire` when another run towards the receiver lends its own."""
        try:
            self._start()
            self._dispatch(wire)
            self._finish(State.PARTLY if self.notes.number(SendNote.Weight.FAILED) else State.DONE, "")
        except ending.Ended as end:
            self._finish(end.state, end.why)
        except Refusal as refused:
            self._finish(State.ABORTED, str(refused.text))
        except rules.BadRule as problem:
            told = ending.slow_rule if isinstance(problem, rules.TooSlow) else ending.bad_rule
            self._finish(State.ABORTED, told(str(problem)).why)
        except (Unreachable, ListingRefused) as problem:
            self._finish(State.ABORTED, ending.unreachable(problem.why).why)

    def _start(self) -> None:
        with scope(self.organisation_id):
            run = SendRun.objects.select_related("receiver").get(pk=self.run_id)
            run.state, run.started_at, run.seen_at = State.RUNNING, run.started_at or now(), now()
            run.save(update_fields=["state", "started_at", "seen_at"])
            notes.forget(run)
            self.run, self.receiver = run, run.receiver
            if run.how == How.FORCED:
                self.notes.about = frozenset(run.only)
        with scope(self.organisation_id):
            if self.run.how != How.DRY:
                states.take_up(self.receiver.pk)

    def _dispatch(self, wire: Wire | None) -> None:
        with scope(self.organisation_id):
            plan = self._plan()
            self.run.planned = plan.as_json(self.run.done)
            self.run.save(update_fields=["planned"])
            self.notes.keep()
            if self.run.how == How.DRY and self.choice:
                note_all(self.receiver.pk, plan, self.choice, decisions_for(self.receiver.pk), self.notes)
                return
        if wire:
            self._send(plan, wire)
        elif not plan.is_empty or self.run.how == How.REBUILD:
            with self._connected() as own:
                self._send(plan, own)

    def _connected(self) -> Wire:
        return Wire(endpoint(self.receiver), self.receiver.connections, self.receiver.per_second)

    # ---- planned

    def _plan(self) -> Plan:
        """What is to be done; raises Ended when nothing may be."""
        self.agreement = agreement_for(self.receiver.pk)
        behind = self.agreement or (agreement_behind(self.receiver.pk) if self.run.how in ALWAYS else None)
        self.account = Account(self.run, behind.id if behind else None, self.notes)
        if self.run.how == How.REMOVAL:
            return planning.removal_of(self.receiver.pk)
        if not self.receiver.is_open and self.run.how not in {*ALWAYS, How.DRY}:
            raise ending.closed()
        if self.run.how == How.URGENT:
            return self._urgent_plan()
        if self.agreement is None:
            raise ending.no_agreement()
        if self.run.how == How.REBUILD:
            self._choose()
            return Plan()
        return self._usual_plan()

    def _urgent_plan(self) -> Plan:
        """Take away what is no longer to be told of the subjects, also out of groups."""
        gone = urgent.no_longer_told(self.receiver, self.agreement, set(self.run.only))
        if self.agreement is None or not self.receiver.is_open:
            return planning.removal_of(self.receiver.pk, gone)
        naming, unknown = urgent.naming(self.receiver.pk, gone), urgent.of_unknown_content(self.receiver.pk)
        wish = urgent.wish_of(gone, naming, unknown if gone else ())
        return Planner(self.receiver.pk, self._choose(), self.notes, wish).made()

    def _usual_plan(self) -> Plan:
        wanted = self._wanted()
        choice = self._choose()
        wish: planning.Wish = planning.as_it_is
        if self.run.how == How.FORCED:
            wish = planning.forced(frozenset(self.run.only))
        plan = Planner(self.receiver.pk, choice, self.notes, wish).made()
        if self.notes.about and plan.is_empty and not self.notes.counts:
            raise ending.not_chosen()
        if not self._is_limited():
            return plan
        expected = planning.expected_new(plan, choice, wanted)
        if found := planning.exceeded(plan, self.receiver, expected):
            self.run.planned = plan.as_json()
            raise ending.over_the_limits(found, self.receiver)
        return plan

    def _is_limited(self) -> bool:
        """Limits hold once a run has got through; not when somebody has let this one pass."""
        if self.run.passed_by or self.run.how == How.DRY or (self.run.how == How.FORCED and self.run.only):
            return False
        through = SendRun.objects.filter(receiver=self.receiver, state__in=[State.DONE, State.PARTLY])
        through = through.filter(how__in=[How.USUAL, How.FORCED, How.REBUILD], only=[])
        return through.exists() and bool(states.counts(self.receiver.pk))

    def _wanted(self) -> set[str]:
        return Reading(today()).wanted(self.receiver.pk)

    def _choose(self) -> Choice:
        if self.agreement is None:
            raise ending.no_agreement()
        terms = terms_of(self.receiver, self.agreement)
        chosen, block = rules.rules_of(self.receiver.selection), rules.block_of(self.receiver.block)
        reading = Reading(today(), with_numbers=terms.with_numbers)
        self.choice = Choice(reading, terms, chosen, block, self.notes)
        units = states.known(self.receiver.pk, [Kind.SCHOOL_UNIT])
        self.choice.choose(reading.wanted(self.receiver.pk), decisions_for(self.receiver.pk), units)
        return self.choice

    # ---- sent

    def _send(self, plan: Plan, wire: Wire) -> None:
        if self.run.how == How.REBUILD:
            if self.choice:
                rebuilding.rebuild(self.organisation_id, self.receiver, self.choice, wire)
            return
        if self.receiver.id_mode == Receiver.IdMode.ASSIGNED:
            rebuilding.adopt(self.organisation_id, self.receiver, wire)
        flow = Flow(self.organisation_id, self.receiver, self.account, wire, self.choice)
        flow.carry(plan, lambda: self._look_round(flow))

    def _look_round(self, flow: Flow) -> None:
        """Between batches: is it still ours to send, still allowed, and is there something more urgent?"""
        if not self.ours.still_ours():
            raise ending.TurnLost
        with scope(self.organisation_id):
            self.run.seen_at = now()
            self.run.save(update_fields=["seen_at"])
            if self.run.how not in ALWAYS:
                self._demand_leave()
            hasty = self._something_urgent()
        if hasty:
            flow.drain()
            Performance(self.organisation_id, hasty, self.ours).carry_out(flow.wire)

    def _demand_leave(self) -> None:
        agreement = agreement_for(self.receiver.pk)
        if agreement is None:
            raise ending.no_agreement()
        if agreement != self.agreement:
            raise ending.agreement_changed()
        if not Receiver.objects.filter(pk=self.receiver.pk, is_open=True).exists():
            raise ending.closed()

    def _something_urgent(self) -> UUID | None:
        """People who have become protected meanwhile do not wait for a run that may take hours."""
        if self.run.how == How.URGENT:
            return None
        rows = SendRun.objects.filter(receiver=self.receiver, how=How.URGENT, state=State.WAITING)
        return rows.order_by("created_at").values_list("pk", flat=True).first()

    # ---- ended

    def _finish(self, state: SendRun.State, why: str) -> None:
        with scope(self.organisation_id):
            self.notes.keep()
            self.notes.keep_counts()
            self.run.state, self.run.why, self.run.ended_at = state, why[:300], now()
            self.run.save(update_fields=["state", "why", "ended_at", "planned"])
            telling.run_ended(self.run)
            if self.run.how == How.REMOVAL and state == State.DONE and not states.counts(self.receiver.pk):
                removal_proven(self.receiver.pk, ending.everything_gone())
