"""Signing for somebody else: what is said of it, when it is not possible, and what a register is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.events.recording import record
from armkrok.core.mandates import queries
from armkrok.core.mandates.errors import SourceSilent
from armkrok.core.mandates.refreshing import refresh
from armkrok.services.signing.errors.signing import PersonalPlace
from armkrok.services.signing.events.requests import SignatoryChecked
from armkrok.services.signing.models import Party

UNCONFIRMED = "inte bekräftat i registret"


@dataclass(frozen=True)
class RegisterAnswer:
    """What the register said of somebody's right to sign for an organisation, in words for her."""

    is_confirmed: bool
    text: str


def sentence(by: Actor) -> str:
    """What the e-ID shows when the actor signs for another; nothing when she signs for herself."""
    mandate = queries.acted_by(by)
    if mandate is None or mandate.principal is None:
        return ""
    with override("sv"):  # the language of the whole statement
        return f"Jag skriver under för {mandate.principal.name} som {queries.role(mandate)}."


def words(by: Actor, party: Party) -> dict[str, Any]:
    """What the sign page says of it, in place of its own `principal`."""
    mandate = queries.acted_by(by)
    if mandate is None or mandate.principal is None:
        return {}
    said = _("Du svarar för {name} som {role}.")
    if party.role == Party.Role.SIGNER:
        said = _("Du skriver under för {name} som {role}. Båda namnen syns i dokumentet.")
    return {"principal": said.format(name=mandate.principal.name, role=queries.role(mandate))}


def may_represent(party: Party, by: Actor) -> None:
    """Raise PersonalPlace where nobody can sign for the party: she signs by an office of her own."""
    if by.principal_id and (party.seat or party.principal or party.principal_number):
        raise PersonalPlace


def mandate_of(parties: Sequence[Party], by: Actor) -> str:
    """The right to sign, as the evidence keeps it: for a person, or for the parties' organisations."""
    with override("sv"):
        if mandate := queries.acted_by(by):
            return queries.in_writing(mandate)
        if not settings.MANDATES["url"]:
            return ""
        numbers = dict.fromkeys(one.principal_number for one in _firms(parties))
        return "; ".join(_organisation_right(by, number) for number in numbers)[:200]


def _firms(parties: Sequence[Party]) -> list[Party]:
    """Those who sign for an organisation whose signatories are registered.

    Municipalities, regions and the state (numbers that begin with 2) have theirs by decisions of their own.
    """
    return [one for one in parties if one.principal_number and not one.principal_number.startswith("2")]


def _organisation_right(by: Actor, number: str) -> str:
    right = queries.right_for(by.person_id, number)
    return f"{number}: {queries.in_writing(right) if right else UNCONFIRMED}"


def ask_register(parties: Sequence[Party], *, by: Actor) -> list[RegisterAnswer]:
    """Ask about every organisation that the actor is to sign for, and record each answer. Commits."""
    firms = _firms(parties)
    if not firms or not settings.MANDATES["url"] or by.principal_id:
        return []
    is_silent = False
    try:
        refresh(by.person_id)
    except SourceSilent:
        is_silent = True
    with acting(by):
        return [_answered(one, by, is_silent=is_silent) for one in firms]


def _answered(party: Party, by: Actor, *, is_silent: bool) -> RegisterAnswer:
    is_confirmed = not is_silent and queries.right_for(by.person_id, party.principal_number) is not None
    answer = "silent" if is_silent else "confirmed" if is_confirmed else "denied"
    record(SignatoryChecked(party_id=party.pk, answer=answer), about=party.request, by=by)
    texts = {
        "confirmed": _("Kontrollerat i registret: du får teckna firman för {name}."),
        "denied": _(
            "Registret säger inte att du får teckna firman för {name}. Du kan skriva under ändå, om du har "
            "rätten på annat sätt, till exempel genom ett protokoll. Det antecknas att registret inte "
            "bekräftade det."
        ),
        "silent": _(
            "Registret svarar inte, så vi kan inte kontrollera att du får teckna firman för {name}. Du kan "
            "skriva under ändå. Det antecknas att registret inte bekräftade det."
        ),
    }
    return RegisterAnswer(is_confirmed, texts[answer].format(name=party.principal or party.principal_number))
