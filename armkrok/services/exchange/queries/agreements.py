"""Agreements as pages show them: how each stands, in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.kit.days import today
from armkrok.kit.swedish_order import SwedishOrder
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries.giving import giver, possible
from armkrok.services.exchange.queries.standing import SOON, last_day

State = Agreement.State
SIGNS_BY_WEIGHT = ("done", "soon", "look", "late", "stop", "wait", "draft")
SIGNS = frozenset(SIGNS_BY_WEIGHT)


@dataclass(frozen=True)
class Told:
    """How it stands with one agreement: the sign (a status of the ui layer) and its words."""

    sign: str
    text: str


@dataclass(frozen=True)
class Line:
    """One receiver in the list: its agreement that matters most today."""

    agreement: Agreement
    told: Told
    level_words: str
    has_draft: bool


def told(agreement: Agreement, day: date | None = None) -> Told:
    """How the agreement stands on the day, in words."""
    day = day or today()
    if agreement.state == State.DRAFT:
        return Told("draft", _("Utkast"))
    if agreement.state == State.ENDED:
        return Told("stop", _("Avslutat"))
    if agreement.is_replaced(day):
        return Told("draft", _("Ersatt"))
    if agreement.state == State.SUSPENDED:
        return Told("look", _("Pausat"))
    return _running(agreement, day)


def _running(agreement: Agreement, day: date) -> Told:
    if agreement.valid_from and agreement.valid_from > day:
        return Told("wait", _("Börjar gälla senare"))
    left = (last_day(agreement) - day).days
    if left < 0:
        return Told("late", _("Har gått ut"))
    if left > SOON.days or agreement.replaced_from:
        return Told("done", _("Gäller"))
    if left == 0:
        return Told("soon", _("Sista dagen i dag"))
    return Told("soon", ngettext("%(n)s dag kvar", "%(n)s dagar kvar", left) % {"n": left})


def weight(agreement: Agreement, day: date) -> tuple[int, int]:
    """Which of a receiver's versions matters most: the one that holds, then a paused one, then the newest."""
    sign = told(agreement, day).sign
    return SIGNS_BY_WEIGHT.index(sign), -agreement.version


def lines(text: str = "", only: str = "") -> list[Line]:
    """A line for each receiver with an agreement, in Swedish order; `only` is a sign. One question."""
    day = today()
    versions: dict[UUID, list[Agreement]] = defaultdict(list)
    rows = Agreement.objects.select_related("board").order_by(SwedishOrder("receiver_name"), "-version")
    if text:
        rows = rows.filter(receiver_name__icontains=text)
    for one in rows:
        versions[one.receiver_id].append(one)
    found = [_line(one, day) for one in versions.values()]
    return [line for line in found if not only or line.told.sign in only.split(",")]


def _line(versions: list[Agreement], day: date) -> Line:
    chosen = min(versions, key=lambda one: weight(one, day))
    is_draft = any(one.state == State.DRAFT for one in versions)
    return Line(chosen, told(chosen, day), level_words(chosen), is_draft and chosen.state != State.DRAFT)


def level_words(agreement: Agreement) -> str:
    """What the level means, in the giving service's words."""
    giving = giver(agreement.service_key)
    return giving.words(agreement.level) if giving else _("nivå {level}").format(level=agreement.level)


def data_words(agreement: Agreement) -> list[tuple[str, str]]:
    """What may be given, in plain words: types of objects, each with its attributes."""
    giving = giver(agreement.service_key)
    kinds = giving.kinds if giving else {}
    names = giving.names if giving else {}
    return [
        (str(kinds.get(kind, kind)), ", ".join(str(names.get(one, one)) for one in attributes))
        for kind, attributes in agreement.attributes.items()
        if attributes
    ]


def history(agreement: Agreement) -> list[Agreement]:
    """Every version for the same receiver, the newest first."""
    return list(Agreement.objects.filter(receiver_id=agreement.receiver_id).order_by("-version"))


def without_agreement() -> list[tuple[str, str, UUID]]:
    """Receivers that services can give to, and that have no agreement at all: service, name, id."""
    known = set(Agreement.objects.values_list("receiver_id", flat=True))
    return [(key, one.name, one.id) for key, one in possible() if one.id not in known]
