"""What Informationsutbyte is told of school's receivers, their data and the people it is about."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.core.identity.protection import visible
from armkrok.services.exchange.public import Giving, KnownSubject, PossibleReceiver
from armkrok.services.school.egil import levels
from armkrok.services.school.models import Receiver, RosterPerson
from armkrok.services.school.queries.levels import OTHER, WORDS, words

MOST = 30
NAMES = (
    *levels.user_attributes(levels.Level.CIVIC_NUMBER), *levels.NEVER_BY_LEVEL,
    "studentMemberships", "teachers", "signature",
)  # fmt: skip
KINDS = {
    "Organisation": _("Kommun"),
    "SchoolUnitGroup": _("Skola"),
    "SchoolUnit": _("Skolenhet"),
    "Student": _("Elev"),
    "Teacher": _("Lärare"),
    "Employment": _("Anställning"),
    "StudentGroup": _("Grupp"),
    "Activity": _("Undervisning"),
}


def receivers() -> list[PossibleReceiver]:
    """Every receiver of the organisation in scope."""
    rows = Receiver.objects.select_related("supplier").order_by("supplier__name", "name")
    return [PossibleReceiver(one.pk, f"{one.supplier.name}, {one.name}", one.supplier.number) for one in rows]


def attributes(level: int) -> Mapping[str, Sequence[str]]:
    """Names that the level may hold, by type of object."""
    return {kind: sorted(names) for kind, names in levels.released(level).items()}


def found(text: str) -> "QuerySet[RosterPerson]":
    """People by words of the name or by personal number; protected ones only for their handlers."""
    rows = visible(RosterPerson.objects.all(), "").order_by("sort_key")
    if all(one.isdigit() or one in "-+ " for one in text):
        try:
            return rows.filter(civic_lookup=sealed.lookup(read_number(text)))[:MOST]
        except NumberRefused:
            return rows.none()
    for word in text.split():
        rows = rows.filter(Q(given_name__icontains=word) | Q(surname__icontains=word))
    return rows[:MOST]


def subjects(text: str) -> list[KnownSubject]:
    """The same as plain values."""
    return [KnownSubject(one.pk, one.name, str(one.birth_date or "")) for one in found(text)]


def called(subject_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of people; protected ones as their fields show them."""
    return {one.pk: one.name for one in RosterPerson.objects.filter(pk__in=subject_ids)}


GIVING = Giving(
    service_key="school",
    receivers=receivers,
    attributes=attributes,
    words=words,
    kinds=KINDS,
    names={name: _(WORDS[levels.word(name)]) for name in NAMES} | {name: _(OTHER[name]) for name in OTHER},
    subjects=subjects,
    called=called,
)
