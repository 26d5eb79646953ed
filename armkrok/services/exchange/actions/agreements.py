"""An agreement through its life: drafted, signed, paused, resumed, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from armkrok.core.access.decide import holders
from armkrok.core.documents.files import take_turns
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import Doer, record
from armkrok.core.notifications import tasks
from armkrok.kit.days import now, today
from armkrok.services.exchange.access import MANAGE
from armkrok.services.exchange.errors import AlreadyOver, DraftExists, NotADraft, NotEnded, NotReady, SameEyes
from armkrok.services.exchange.events import (
    AgreementDiscarded,
    AgreementDocumentAdded,
    AgreementDrafted,
    AgreementEnded,
    AgreementResumed,
    AgreementRewritten,
    AgreementSigned,
    AgreementSuspended,
    AgreementTakenBack,
    RemovalProven,
)
from armkrok.services.exchange.facts import PossibleReceiver, Terms
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import standing
from armkrok.services.exchange.queries.giving import giver

State = Agreement.State
TERMS = tuple(name for name in Terms.__dataclass_fields__ if name != "attributes")
NUMBERS = 4
"""The level that holds personal numbers: it demands a reason (dataskyddslagen (2018:218) 3 kap. 10 §)."""


@transaction.atomic
def draft(
    service_key: str, receiver: PossibleReceiver, terms: Terms | None = None, *, by: Doer | None
) -> Agreement:
    """A draft for the receiver: its first agreement, or a new version that begins with the words of the last.

    `by` is none when the platform itself writes. Raises DraftExists.
    """
    take_turns(f"agreement {receiver.id}")
    versions = Agreement.objects.filter(receiver_id=receiver.id).order_by("-version")
    if versions.filter(state=State.DRAFT).exists():
        raise DraftExists
    last = versions.first()
    new = Agreement(
        service_key=service_key, receiver_id=receiver.id, receiver_name=receiver.name,
        receiver_number=receiver.number, version=last.version + 1 if last else 1, replaces=last,
        written_by=_person(by),
    )  # fmt: skip
    if last and terms is None:
        _copy(last, new)
    else:
        _write(new, terms or Terms())
    new.save()
    record(AgreementDrafted(receiver.id, new.version), about=new, by=by)
    return new


def _person(by: Doer | None) -> UUID | None:
    return by.doer_id if by and by.doer_kind == "person" else None


def _copy(last: Agreement, new: Agreement) -> None:
    """The words of the version before, to run from the day after it."""
    for name in (*TERMS, "attributes"):
        setattr(new, name, getattr(last, name))
    new.valid_from = max(today(), last.valid_to + timedelta(days=1)) if last.valid_to else None
    new.valid_to = None


def _write(agreement: Agreement, terms: Terms) -> None:
    for name, value in asdict(terms).items():
        if name != "attributes":
            setattr(agreement, name, value)
    agreement.attributes = allowed(agreement.service_key, terms.level, terms.attributes)


def allowed(service_key: str, level: int, wanted: Mapping[str, Sequence[str]] | None) -> dict[str, list[str]]:
    """The names among those wanted that the level holds, by type of object; all when none is said."""
    giving = giver(service_key)
    if giving is None:
        return {kind: list(names) for kind, names in (wanted or {}).items()}
    held = {kind: list(names) for kind, names in giving.attributes(level).items()}
    if wanted is None:
        return held
    return {kind: [name for name in names if name in wanted.get(kind, ())] for kind, names in held.items()}


@transaction.atomic
def rewrite(agreement: Agreement, words: Mapping[str, Any], *, by: Doer | None) -> None:
    """Change some of a draft's terms, by their names in Terms; raises NotADraft.

    Another level brings all that it holds, unless `attributes` says otherwise.
    """
    agreement = _draft(agreement)
    was_level = agreement.level
    for name, value in words.items():
        if name in TERMS:
            setattr(agreement, name, value)
    if "attributes" in words or agreement.level != was_level:
        wanted = words.get("attributes")
        agreement.attributes = allowed(agreement.service_key, agreement.level, wanted)
    agreement.written_by, agreement.changed_at = _person(by), now()
    agreement.save()
    record(AgreementRewritten(agreement.receiver_id), about=agreement, by=by)


@transaction.atomic
def discard(agreement: Agreement, *, by: Doer) -> None:
    """Throw a draft away; raises NotADraft."""
    agreement = _draft(agreement)
    record(AgreementDiscarded(agreement.receiver_id), about=agreement, by=by)
    agreement.delete()


@transaction.atomic
def add_document(agreement: Agreement, stored: StoredFile, name: str, *, by: Doer) -> None:
    """Keep the document with its signatures, while the agreement is a draft; raises NotADraft."""
    agreement = _draft(agreement)
    agreement.document, agreement.document_name = stored, name[:200]
    agreement.changed_at = now()
    agreement.save(update_fields=["document", "document_name", "changed_at"])
    record(AgreementDocumentAdded(agreement.receiver_id, stored.sha256), about=agreement, by=by)


def _draft(agreement: Agreement) -> Agreement:
    agreement = Agreement.objects.locked(agreement)
    if agreement.state != State.DRAFT:
        raise NotADraft
    return agreement


def lacking(agreement: Agreement) -> list[str]:
    """What a draft still lacks before it can be entered as signed, in words."""
    demanded = {
        _("ändamålet"): agreement.purpose,
        _("den rättsliga grunden"): agreement.basis,
        _("vilka det gäller och vilka uppgifter"): agreement.categories,
        _("hur länge mottagaren sparar"): agreement.retention,
        _("kontakt"): agreement.contact,
        _("första dag"): agreement.valid_from,
        _("sista dag"): agreement.valid_to,
    }
    found = [name for name, value in demanded.items() if not value]
    if agreement.level >= NUMBERS and not agreement.level_reason.strip():
        found.append(_("skälet till att personnummer behövs"))
    return found


@transaction.atomic
def sign(agreement: Agreement, signatories: str, *, by: Doer | None) -> None:
    """Enter that both parties have signed: from its first day data may be given under it.

    The version before it holds until that day, and not from it. Raises NotADraft, NotReady and SameEyes.
    """
    take_turns(f"agreement {agreement.receiver_id}")
    agreement = _draft(agreement)
    first, last = _demand_ready(agreement, by)
    begins, former = max(first, today()), standing.former(agreement)
    former.filter(replaced_from=None).update(replaced_from=begins)
    former.filter(replaced_from__gt=begins).update(replaced_from=begins)
    agreement.state, agreement.signatories = State.SIGNED, signatories
    agreement.signed_by, agreement.signed_at, agreement.changed_at = _person(by), now(), now()
    agreement.save()
    if agreement.replaces_id:
        tasks.done(agreement.replaces_id)
    told = AgreementSigned(
        receiver_id=agreement.receiver_id, version=agreement.version, level=agreement.level,
        valid_from=first, valid_to=last,
    )  # fmt: skip
    record(told, about=agreement, by=by)


def _demand_ready(agreement: Agreement, by: Doer | None) -> tuple[date, date]:
    """The first and last day of a draft that can be entered as signed."""
    missing, first, last = lacking(agreement), agreement.valid_from, agreement.valid_to
    if missing or first is None or last is None:
        raise NotReady(_("Utkastet saknar {what}.").format(what=", ".join(missing)))
    if last < first:
        raise NotReady(_("Sista dagen är före den första."))
    if last < today():
        raise NotReady(_("Sista dagen har redan varit."))
    writer = agreement.written_by
    if by and writer and writer == by.doer_id and holders(MANAGE) - {writer}:
        raise SameEyes
    return first, last


@transaction.atomic
def suspend(agreement: Agreement, why: str, *, by: Doer | None) -> None:
    """Give nothing under the agreement until it is resumed; what the receiver has stays there."""
    agreement = Agreement.objects.locked(agreement)
    _demand_held(agreement, State.SIGNED)
    _turn(agreement, State.SUSPENDED, why)
    record(AgreementSuspended(agreement.receiver_id), about=agreement, by=by)


@transaction.atomic
def resume(agreement: Agreement, *, by: Doer | None) -> None:
    """Give again, if the agreement still runs; raises AlreadyOver."""
    agreement = Agreement.objects.locked(agreement)
    _demand_held(agreement, State.SUSPENDED)
    _turn(agreement, State.SIGNED, "")
    record(AgreementResumed(agreement.receiver_id), about=agreement, by=by)


@transaction.atomic
def end(agreement: Agreement, why: str, *, by: Doer | None) -> None:
    """End the agreement now: the giving service then removes everything at the receiver.

    A version that has not begun is taken back, and the one before it goes on.
    """
    agreement = Agreement.objects.locked(agreement)
    _demand_held(agreement, *standing.KEPT)
    agreement.ended_at = now()
    _turn(agreement, State.ENDED, why)
    tasks.done(agreement.pk)
    if agreement.valid_from and agreement.valid_from > today():
        standing.former(agreement).filter(replaced_from=agreement.valid_from).update(replaced_from=None)
        record(AgreementTakenBack(agreement.receiver_id), about=agreement, by=by)
    else:
        record(AgreementEnded(agreement.receiver_id, agreement.pk), about=agreement, by=by)


def _demand_held(agreement: Agreement, *states: str) -> None:
    if agreement.state not in states or agreement.is_replaced(today()):
        raise AlreadyOver


def _turn(agreement: Agreement, state: str, why: str) -> None:
    agreement.state, agreement.why, agreement.changed_at = state, why, now()
    agreement.save(update_fields=["state", "why", "changed_at", "ended_at"])


@transaction.atomic
def prove_removed(agreement: Agreement, proof: str, *, by: Doer | None) -> None:
    """Keep what shows that the receiver has nothing left, after the end; raises NotEnded."""
    agreement = Agreement.objects.locked(agreement)
    if agreement.state != State.ENDED:
        raise NotEnded
    agreement.removed_at, agreement.removal_proof = now(), proof
    agreement.save(update_fields=["removed_at", "removal_proof"])
    record(RemovalProven(agreement.receiver_id), about=agreement, by=by)


@transaction.atomic
def removal_proven(receiver_id: UUID, proof: str) -> None:
    """For the giving service: everything is gone at the receiver whose agreement has ended."""
    ended = Agreement.objects.filter(receiver_id=receiver_id, state=State.ENDED, removed_at=None)
    if newest := ended.order_by("-version").first():
        prove_removed(newest, proof, by=None)
