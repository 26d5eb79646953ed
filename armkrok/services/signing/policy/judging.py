"""What the register says of a draft: what stops it, what to think of, what is good to know."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from armkrok.services.signing.policy import wording
from armkrok.services.signing.policy.kinds import (
    DocumentType,
    Electronic,
    Identifier,
    Level,
    Order,
    Publish,
    Seat,
)
from armkrok.services.signing.policy.minutes import ADJUST, Meeting
from armkrok.ui.words import full_day, in_words


class Kind(StrEnum):
    """What a finding does: stops the sending, warns, or tells."""

    STOP = "stop"
    WARN = "warn"
    TELL = "tell"


@dataclass(frozen=True)
class Finding:
    """One thing to say to the sender: what to do, and why. `code` is stable; `law` is the source, if any."""

    kind: Kind
    code: str
    text: str
    law: str = ""


@dataclass(frozen=True)
class Asked:
    """One person in the draft. `seat` is the key of the seat that the person fills, or empty.

    `role` is signer, approver, reader or copy; only the first two can fill a seat. `turn` is the number in
    the order.
    """

    person: Any
    seat: str = ""
    role: str = "signer"
    turn: int = 1
    mandate: str = ""
    mandate_until: date | None = None


@dataclass(frozen=True)
class Draft:
    """What judge() must know of a draft. `loa` is the level of assurance that the request demands."""

    today: date
    people: tuple[Asked, ...] = ()
    loa: int = 3
    sender_roles: frozenset[str] = frozenset()
    is_off: bool = False
    sign_by: date | None = None
    meeting: Meeting | None = None

    @property
    def signers(self) -> tuple[Asked, ...]:
        """Those who are asked to sign."""
        return tuple(one for one in self.people if one.role == "signer")


def judge(kind: DocumentType, draft: Draft) -> tuple[Finding, ...]:
    """All findings, stops first. What is blocked altogether gets no advice on how to do it well."""
    checks = BLOCKS if kind.is_blocked or draft.is_off else CHECKS
    found = [finding for check in checks for finding in check(kind, draft)]
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def stops(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that forbid sending."""
    return tuple(one for one in findings if one.kind is Kind.STOP)


Found = Iterable[Finding]


def _off(kind: DocumentType, draft: Draft) -> Found:
    if draft.is_off:
        text = _("Kommunen använder inte dokumenttypen {name}. Välj en annan.")
        yield Finding(Kind.STOP, "off", text.format(name=kind.name))


def _blocked(kind: DocumentType, draft: Draft) -> Found:
    if kind.is_blocked:
        lead = _("Det går inte att skriva under elektroniskt här.")
        yield Finding(Kind.STOP, "blocked", f"{lead} {kind.paper_reason} {kind.instead}", kind.law_text)


def _sender(kind: DocumentType, draft: Draft) -> Found:
    if kind.senders and not draft.sender_roles.intersection(kind.senders):
        yield Finding(
            Kind.STOP, "sender", _("Du har inte den roll som får skicka den här typen. Be någon som har det.")
        )


def _needed(kind: DocumentType, draft: Draft) -> Found:
    """Whether anybody has to sign at all."""
    if kind.level is Level.S:
        text = _(
            "Lagen kräver ingen underskrift av en person. Kommunens stämpel räcker. Välj Stämpla i menyn."
        )
        yield Finding(Kind.WARN if draft.signers else Kind.TELL, "seal", text, kind.law_text)
    elif kind.level is Level.C and draft.signers:
        text = _("Lagen kräver ingen underskrift: ett loggat godkännande räcker. Välj Godkänn.")
        yield Finding(Kind.TELL, "approval", text, kind.law_text)


def _assurance(kind: DocumentType, draft: Draft) -> Found:
    if draft.people and draft.loa < kind.loa:
        text = _("Typen kräver e-legitimation på tillitsnivå {level}. Höj kravet från {chosen}.")
        yield Finding(Kind.STOP, "loa", text.format(level=kind.loa, chosen=draft.loa), kind.law_text)


def _seats(kind: DocumentType, draft: Draft) -> Found:
    """At least n distinct persons in each seat, and nobody in two."""
    weight = Kind.STOP if kind.strict else Kind.WARN
    for seat in kind.seats:
        least = seats_wanted(seat, draft.meeting)
        filled = len({one.person for one in draft.people if one.seat == seat.key and _counts(kind, one)})
        if filled < least:
            yield Finding(weight, f"seat-{seat.key}", _missing(seat, least, filled), kind.law_text)
        elif seat.all:
            text = _("Se efter att alla är med: {seat}. Nu: {count}.")
            yield Finding(
                Kind.WARN, f"all-{seat.key}", text.format(seat=seat.name, count=filled), kind.law_text
            )
    if len({one.seat for one in draft.people if one.seat}) > 1 and _is_double(draft.people):
        text = _("En person kan inte skriva under i två roller. Ändra rollen för en av dem.")
        yield Finding(Kind.STOP, "double", text)


def seats_wanted(seat: Seat, meeting: Meeting | None) -> int:
    """How many the seat needs: adjusters are as many as the body has decided."""
    return meeting.adjusters if meeting and seat.key == "adjuster" else seat.least


def _counts(kind: DocumentType, one: Asked) -> bool:
    return one.role == "signer" or (one.role == "approver" and Level.C in kind.levels)


def _is_double(people: Sequence[Asked]) -> bool:
    seats: dict[Any, set[str]] = {}
    for one in people:
        if one.seat:
            seats.setdefault(one.person, set()).add(one.seat)
    return any(len(held) > 1 for held in seats.values())


def _missing(seat: Seat, least: int, filled: int) -> str:
    if least == 1:
        return _("Ingen har rollen ”{seat}”. Lägg till personen och välj rollen.").format(seat=seat.name)
    if not filled:
        text = _(
            "Minst {least} olika personer ska ha rollen ”{seat}”, och ingen har den. Välj rollen för dem."
        )
    else:
        text = _(
            "Minst {least} olika personer ska ha rollen ”{seat}”. Nu har {filled}. Lägg till den som saknas."
        )
    return text.format(least=in_words(least), seat=seat.name, filled=in_words(filled))


def _mandates(kind: DocumentType, draft: Draft) -> Found:
    if any(one.mandate_until and one.mandate_until < draft.today for one in draft.people):
        text = _("Ett uppdrag att skriva under har gått ut. Byt person eller skriv in det nya beslutet.")
        yield Finding(Kind.STOP, "mandate-ended", text)
    if kind.mandate and any(not one.mandate.strip() for one in draft.signers):
        text = _(
            "Skriv vid varje person vilket beslut som ger rätt att skriva under, och hur länge det gäller."
        )
        yield Finding(Kind.WARN, "mandate", text)


def _turns(kind: DocumentType, draft: Draft) -> Found:
    if kind.order is not Order.LISTED:
        return
    place = {seat.key: number for number, seat in enumerate(kind.seats)}
    seated = sorted((one for one in draft.people if one.seat in place), key=lambda one: place[one.seat])
    if any(earlier.turn > later.turn for earlier, later in pairwise(seated)):
        names = ", ".join(seat.name for seat in kind.seats)
        yield Finding(Kind.WARN, "order", _("Ordningen brukar vara: {names}.").format(names=names))


def _advice(kind: DocumentType, draft: Draft) -> Found:
    """The texts of the row that ask for thought."""
    if kind.electronic is Electronic.AGREED:
        text = _("Går bara om motparten godtar elektronisk underskrift. Fråga innan du skickar.")
        yield Finding(Kind.WARN, "agreed", text)
    if kind.ask:
        yield Finding(Kind.WARN, "ask", kind.ask)
    if kind.delivery:
        yield Finding(Kind.WARN, "delivery", kind.delivery, kind.law_text)
    if kind.secrecy:
        yield Finding(Kind.WARN, "secrecy", kind.secrecy)


def _shown(kind: DocumentType, draft: Draft) -> Found:
    """What the signers will see, and what becomes of the document."""
    if kind.attestation:
        text = _("De som skriver under intygar: ”{text}” Se efter att orden står i dokumentet.")
        yield Finding(Kind.TELL, "attestation", text.format(text=kind.attestation), kind.law_text)
    if kind.identifier is Identifier.NUMBER:
        text = _("Personnumret syns i underskriften, för mottagaren behöver det. Publicera inte filen.")
        yield Finding(Kind.TELL, "number", text)
    if kind.publish is Publish.DERIVED:
        text = _("Ska dokumentet publiceras: använd kopian för publicering, inte filen med underskrifter.")
        yield Finding(Kind.TELL, "publish", text, "KL 8 kap. 10 §; lagen (2018:218) 3 kap. 10 §")
    yield Finding(Kind.TELL, "retention", wording.retention_text(kind.retention))
    for text in wording.confirmations(kind):
        yield Finding(Kind.TELL, "confirm", text)


def _meeting(kind: DocumentType, draft: Draft) -> Found:
    if not kind.minutes:
        return
    if draft.meeting is None:
        text = _("Välj vilket organ protokollet gäller och vilken dag sammanträdet var.")
        yield Finding(Kind.STOP, "meeting", text)
        return
    yield from _body_rule(draft.meeting)
    yield from _meeting_days(draft.meeting, draft)


def _body_rule(meeting: Meeting) -> Found:
    if not meeting.rule.strip():
        text = _(
            "Det är inte inskrivet att {body} får justera elektroniskt. Be den som sköter registret att "
            "lägga in paragrafen i arbetsordningen. Finns ingen sådan: justera på papper."
        )
        yield Finding(Kind.STOP, "rule", text.format(body=meeting.body), "KL 5 kap. 72 § 9")
    if meeting.is_joint:
        text = _(
            "Organet är gemensamt för flera kommuner: anslå hos alla. Tiden för överklagande räknas från det "
            "sista anslaget."
        )
        yield Finding(Kind.TELL, "joint", text, "KL 9 kap. 32 § och 13 kap. 5 §")
    if meeting.is_immediate:
        text = _("Omedelbar justering: dokumentet ska bara innehålla de paragrafer som justeras nu.")
        yield Finding(Kind.TELL, "immediate", text)
    text = _(
        "Saknar någon e-legitimation ska alla skriva under på papper. Blanda inte papper och elektroniskt."
    )
    yield Finding(Kind.TELL, "whole-paper", text)


def _meeting_days(meeting: Meeting, draft: Draft) -> Found:
    law, last = "KL 5 kap. 65–70 §§ och 6 kap. 35 §", meeting.day + ADJUST
    if meeting.day > draft.today:
        yield Finding(Kind.STOP, "meeting-day", _("Sammanträdet har inte varit än. Välj rätt dag."))
    elif last < draft.today:
        text = _(
            "Protokollet skulle ha justerats senast {day}. Skicka ändå, men skriv upp varför det blev sent."
        )
        yield Finding(Kind.WARN, "late", text.format(day=full_day(last)), law)
    elif draft.sign_by is None or draft.sign_by > last:
        text = _(
            "Välj en sista dag: protokollet ska vara justerat senast {day}, 14 dagar efter sammanträdet."
        )
        yield Finding(Kind.WARN, "sign-by", text.format(day=full_day(last)), law)


Check = Callable[[DocumentType, Draft], Found]
BLOCKS: tuple[Check, ...] = (_off, _blocked)
CHECKS: tuple[Check, ...] = (
    _sender,
    _needed,
    _assurance,
    _seats,
    _mandates,
    _turns,
    _meeting,
    _advice,
    _shown,
)
