"""Who gets what, on which ground: the map and the register, both made from the agreements alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.access.models import RoleAssignment
from armkrok.kit.days import now, today
from armkrok.kit.swedish_order import SwedishOrder
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries.agreements import Told, data_words, lines, told, without_agreement
from armkrok.services.exchange.queries.releases import given_since
from armkrok.services.exchange.queries.standing import KEPT
from armkrok.ui.words import full_day

OPERATIONS: dict[str, Promise] = {
    "create": gettext_lazy("Lades till"),
    "update": gettext_lazy("Ändrades"),
    "delete": gettext_lazy("Togs bort"),
    "read": gettext_lazy("Lästes"),
}
RECENT = timedelta(days=30)
OFFICER = "data_protection_officer"


@dataclass(frozen=True)
class Flow:
    """One receiver in the map: what it gets and why, or why it gets nothing."""

    receiver_id: UUID
    name: str
    told: Told
    data: list[tuple[str, str]]
    purpose: str
    basis: str
    blocked: str
    given: int
    agreement_id: UUID | None


def operation_words(key: str) -> str:
    """What an operation is called."""
    return str(OPERATIONS.get(key, key))


def flows() -> list[Flow]:
    """Every receiver with an agreement, then those that services could give to but that have none."""
    day = today()
    given = given_since(now() - RECENT)
    found = [_flow(line.agreement, day, given) for line in lines()]
    none = Told("stop", _("Avtal saknas"))
    why = _("Avtal saknas, så inget lämnas ut.")
    bare = [
        Flow(key, name, none, [], "", "", why, given.get(key, 0), None)
        for _service, name, key in without_agreement()
    ]
    return [*found, *bare]


def _flow(one: Agreement, day: date, given: dict[UUID, int]) -> Flow:
    return Flow(
        one.receiver_id, one.receiver_name, told(one, day), data_words(one), one.purpose, one.basis,
        blocked(one, day), given.get(one.receiver_id, 0), one.pk,
    )  # fmt: skip


def blocked(one: Agreement, day: date) -> str:
    """Why nothing is given under the agreement; empty when something may be."""
    sign = told(one, day).sign
    if sign in {"done", "soon"}:
        return ""
    last = full_day(one.valid_to) if one.valid_to else ""
    first = full_day(one.valid_from) if one.valid_from else ""
    reasons = {
        "draft": _("Avtalet är inte tecknat än."),
        "wait": _("Avtalet börjar gälla {day}.").format(day=first),
        "look": _("Avtalet är pausat: {why}").format(why=one.why),
        "late": _("Avtalet gick ut {day}.").format(day=last),
        "stop": _("Avtalet är avslutat: {why}").format(why=one.why),
    }
    return reasons[sign]


def register() -> list[Agreement]:
    """The agreements that the record of processing is made from: those that hold, or are paused."""
    day = today()
    rows = Agreement.objects.select_related("board").filter(state__in=KEPT, valid_to__gte=day)
    kept = rows.order_by(SwedishOrder("receiver_name"), "version")
    return [one for one in kept if not one.is_replaced(day)]


def officers() -> list[str]:
    """Names of the data protection officers of the organisation in scope."""
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role=OFFICER)
    people = held.filter(person__is_protected=False).order_by("person__sort_key")
    return list(dict.fromkeys(people.values_list("person__name", flat=True)))


def record_of(one: Agreement) -> list[tuple[str, str]]:
    """The facts of dataskyddsförordningen (EU) 2016/679 art. 30.1 about one agreement's processing."""
    data = "; ".join(f"{kind}: {names}" for kind, names in data_words(one))
    number = f", {one.receiver_number}" if one.receiver_number else ""
    return [
        (_("Ansvarig nämnd"), one.board.name if one.board else _("Hela organisationen")),
        (_("Ändamål"), one.purpose),
        (_("Rättslig grund"), one.basis),
        (_("Sekretess"), one.secrecy),
        (_("Vilka det gäller och vilka slags uppgifter"), one.categories),
        (_("Uppgifter"), data),
        (_("Mottagare"), f"{one.receiver_name}{number}"),
        (_("Slags avtal"), one.get_kind_display()),
        (_("Underbiträden"), one.sub_processors or _("Inga")),
        (_("Utanför EU och EES"), one.third_country or _("Nej")),
        (_("Mottagaren sparar"), one.retention),
        (_("Gäller till och med"), full_day(one.valid_to) if one.valid_to else ""),
        (_("Skydd"), _("Sänds krypterat till en känd mottagare. Varje utlämnande loggas.")),
    ]
