"""Who is asked when: those with the same turn together, the next when they have finished."""

from operator import attrgetter

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import letters
from armkrok.services.signing.actions.preparing import sender_name
from armkrok.services.signing.actions.standing_in import instead_of
from armkrok.services.signing.models import Party, SigningRequest


def waited_for(request: SigningRequest) -> list[Party]:
    """Without whom the request cannot be completed, in the order of the page."""
    everybody = Party.objects.filter(request=request).order_by()
    return sorted((one for one in everybody if one.is_waited_for), key=attrgetter("position"))


def ask_next(request: SigningRequest, left: list[Party]) -> list[Party]:
    """Ask everybody of the next turn among those left, unless an earlier turn is; who they became."""
    if any(one.state != Party.State.LATER for one in left) or not left:
        return []
    turn = min(one.turn for one in left)
    return [ask(request, one) for one in left if one.turn == turn]


def ask(request: SigningRequest, party: Party) -> Party:
    """Put it on the person's list and send the letter, or on her stand-in's; who it became."""
    party = instead_of(request, party)
    party.state, party.invited_at = Party.State.INVITED, now()
    party.save(update_fields=["state", "invited_at"])
    organisation = current_organisation()
    sender = sender_name(request)
    url = reverse("signing:sign", args=[organisation.slug, request.pk])
    put_on_list(request, party, sender, url)
    letters.invite(request, party, sender, organisation.name, settings.BASE_URL + url)
    return party


def put_on_list(request: SigningRequest, party: Party, sender: str, url: str) -> None:
    """The task under Mina sidor, in the person's language; done again, it is renewed."""
    with override(letters.language_of(request, party)):
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


def let_copies_follow(request: SigningRequest) -> None:
    """Who gets a copy sees the request under Mina sidor, where the finished file will be."""
    slug = current_organisation().slug
    copies = Party.objects.filter(request=request, role=Party.Role.COPY)
    for party in copies:
        let_follow(request, party, slug)


def let_follow(request: SigningRequest, party: Party, slug: str) -> None:
    """The document stays on the person's own list, where the finished copy will be; a sender's is there."""
    if party.person_id == request.sender_id:
        return
    with override(letters.language_of(request, party)):
        tasks.follow(
            party.person_id,
            service_key="signing",
            about_id=request.pk,
            title=request.title,
            text=letters.done_text(party),
            url=reverse("signing:done", args=[slug, request.pk]),
        )
