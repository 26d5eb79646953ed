"""How it stands with the receivers' agreements, what they give, and in words: one question for a page."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from armkrok.core.access.errors import ServiceClosed
from armkrok.services.exchange.public import AgreementFacts, Standing, agreements_for, standings
from armkrok.services.school.egil import levels
from armkrok.services.school.models import Title
from armkrok.ui.words import full_day

__all__ = ["HOLDS", "Standing", "agreed", "given_of_pupils", "released", "standings_of", "told"]

PEOPLE = ("Student", "Teacher")
HOLDS = (Standing.VALID, Standing.ENDS_SOON)


def standings_of(receiver_ids: Collection[UUID]) -> dict[UUID, tuple[Standing, date | None]]:
    """By receiver; all are missing where Informationsutbyte is switched off, since nothing may be given."""
    if not receiver_ids:
        return {}
    try:
        return standings(receiver_ids)
    except ServiceClosed:
        return dict.fromkeys(receiver_ids, (Standing.MISSING, None))


def agreed(receiver_ids: Collection[UUID]) -> list[UUID]:
    """Those with an agreement that holds today."""
    return [key for key, (standing, _last) in standings_of(receiver_ids).items() if standing in HOLDS]


def released(agreement: AgreementFacts) -> Mapping[str, frozenset[str]]:
    """Attributes by type: those that the agreement lists, or what its level means.

    A list of attributes is the whole of what is given of people. Personal numbers also demand level 4,
    whatever is listed; groups and teaching that are not listed are given as the level says.
    """
    usual = levels.released(agreement.level)
    if not agreement.attributes:
        return usual
    listed = dict(agreement.attributes)
    found = dict(usual)
    for kind in usual:
        also = listed.get("User", frozenset()) if kind in PEOPLE else frozenset()
        if kind in listed or kind in PEOPLE:
            found[kind] = frozenset(listed.get(kind, frozenset())) | also
    if agreement.level < levels.Level.CIVIC_NUMBER:
        found = {kind: names - {"civicNo"} for kind, names in found.items()}
    return found


def given_of_pupils(titles: Collection[Title]) -> dict[UUID, frozenset[str]]:
    """By title with a receiver, the names on the wire of what that is given of each pupil.

    As the agreement that holds says, for all the receiver's titles; what the title needs, where none holds.
    """
    receivers = {one.receiver_id for one in titles if one.receiver_id}
    try:
        held = agreements_for(receivers) if receivers else {}
    except ServiceClosed:
        held = {}
    agreed = {key: released(one)["Student"] for key, one in held.items()}
    return {
        one.pk: agreed.get(one.receiver_id, frozenset(levels.user_attributes(one.level)))
        for one in titles
        if one.receiver_id
    }


def told(standing: Standing, last: date | None) -> tuple[str, str]:
    """The sign (a status of the ui layer) and the words of a standing, with the last day that is covered."""
    day = full_day(last) if last else ""
    return {
        Standing.VALID: ("done", _("Avtalet gäller")),
        Standing.ENDS_SOON: ("soon", _("Avtalet går ut {day}").format(day=day)),
        Standing.ENDED: ("late", _("Avtalet gick ut {day}").format(day=day)),
        Standing.MISSING: ("look", _("Avtal saknas")),
    }[standing]
