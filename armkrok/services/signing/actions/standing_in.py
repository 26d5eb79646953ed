"""Who is asked when somebody is away."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import today
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling
from armkrok.services.signing.actions.taking_over import Substitute, take_over
from armkrok.services.signing.errors import AlreadyInvited, DayPassed, DaysOverlap, SamePerson
from armkrok.services.signing.events.asking import StandInAsked, StandInNamed, StandInRemoved
from armkrok.services.signing.models import Party, SigningRequest, StandIn

LONGEST_CHAIN = 5


@transaction.atomic
def name_stand_in(other: Member, *, from_on: date, until_on: date, by: Actor) -> StandIn:
    """Let a colleague be asked instead of oneself from one day to another, both counted.

    Raises DayPassed, SamePerson and DaysOverlap. The colleague gets a letter.
    """
    if until_on < max(from_on, today()):
        raise DayPassed
    if other.person_id == by.person_id:
        raise SamePerson
    mine = StandIn.objects.select_for_update().filter(person_id=by.person_id)
    if mine.filter(from_on__lte=until_on, until_on__gte=from_on).exists():
        raise DaysOverlap
    made: StandIn = StandIn.objects.create(
        person_id=by.person_id, other=other.person, name=other.person.name, email=other.email,
        from_on=from_on, until_on=until_on,
    )  # fmt: skip
    record(StandInNamed(stand_in_id=made.pk), about=made, by=by)
    days = _("från {first} till {last}").format(
        first=date_format(from_on, "j F"), last=date_format(until_on, "j F Y")
    )
    person = by.person.name if by.person else ""
    letters.stand_in_named(person, made.name, made.email, days, current_organisation().name)
    return made


@transaction.atomic
def remove_stand_in(stand_in: StandIn, *, by: Actor) -> None:
    """The person is back; what the stand-in has been asked already stays with her."""
    record(StandInRemoved(stand_in_id=stand_in.pk), about=stand_in, by=by)
    stand_in.delete()


def instead_of(request: SigningRequest, party: Party) -> Party:
    """The one to ask today: the party, or a new row for her stand-in if she is away and the sender allows it.

    The request must be locked. The stand-in's own stand-in is followed. If that leads nowhere, or to somebody
    who is asked already, the party herself is asked.
    """
    if not request.may_stand_in or (found := _stand_in(party.person_id)) is None:
        return party
    why = _("{name} är borta till och med {day}.").format(
        name=party.name, day=date_format(found.until_on, "j F")
    )
    substitute = Substitute(found.other, found.name, found.email, _title(found.other_id))
    try:
        with transaction.atomic():
            new = take_over(request, party, substitute, why)
    except (AlreadyInvited, SamePerson):
        return Party.objects.get(pk=party.pk)
    record(StandInAsked(party_id=party.pk, new_party_id=new.pk), about=request)
    for reader in telling.concerned(request):
        letters.taken_over(request, party, new, reader)
    return new


def _stand_in(person_id: UUID) -> StandIn | None:
    """The last one of the chain who is not away herself."""
    seen = {person_id}
    found = None
    for _step in range(LONGEST_CHAIN):
        day = today()
        away = StandIn.objects.filter(person_id=person_id, from_on__lte=day, until_on__gte=day)
        following = away.select_related("other").first()
        if following is None:
            return found
        if following.other_id in seen or not _works_here(following.other_id):
            return None
        seen.add(following.other_id)
        found, person_id = following, following.other_id
    return None


def _works_here(person_id: UUID) -> bool:
    return Member.objects.filter(person_id=person_id, left_at=None).exists()


def _title(person_id: UUID) -> str:
    member = Member.objects.filter(person_id=person_id, left_at=None).first()
    return member.title if member else ""
