"""Who is asked when: those with the same turn together, the next when they have finished."""

from django.conf import settings
from django.urls import reverse

from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import letters
from armkrok.services.signing.actions.preparing import sender_name
from armkrok.services.signing.models import Party, SigningRequest


def ask_next(request: SigningRequest) -> list[Party]:
    """Ask everybody of the next turn, unless somebody of an earlier turn is left; whom it became."""
    left = [one for one in Party.objects.filter(request=request) if one.is_waited_for]
    if any(one.state != Party.State.LATER for one in left) or not left:
        return []
    turn = min(one.turn for one in left)
    asked = [one for one in left if one.turn == turn]
    for party in asked:
        ask(request, party)
    return asked


def ask(request: SigningRequest, party: Party) -> None:
    """Put it on the person's list and send the letter."""
    party.state, party.invited_at = Party.State.INVITED, now()
    party.save(update_fields=["state", "invited_at"])
    organisation = current_organisation()
    sender = sender_name(request)
    url = reverse("signing:sign", args=[organisation.slug, request.pk])
    tasks.ask(
        party.person_id,
        service_key="signing",
        about_id=request.pk,
        title=letters.task_title(request, party),
        text=letters.task_text(request, party, sender),
        button=letters.task_button(party),
        url=url,
        due=request.sign_by,
    )
    letters.invite(request, party, sender, organisation.name, settings.BASE_URL + url)
