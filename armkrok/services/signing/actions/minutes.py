"""From the last adjuster's signature to the day when the announcement may come down."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import local, today
from armkrok.services.signing import policy
from armkrok.services.signing.events.register import AnnouncementPutUp, AnnouncementTakenDown, MinutesAdjusted
from armkrok.services.signing.models import Minutes, SigningRequest
from armkrok.services.signing.register_errors import NotAdjusted, NotAnnounced, StillUp, WrongDay


def deadlines_of(minutes: Minutes) -> policy.Deadlines:
    """The days that follow from what is known."""
    return policy.deadlines(minutes.meeting_day, minutes.adjusted_day, minutes.announced_day)


def announcement_of(minutes: Minutes) -> str:
    """The announcement's text, with what is known so far."""
    about = policy.Announcement(
        organisation=current_organisation().name,
        body=minutes.body.name,
        meeting=minutes.meeting_day,
        paragraphs=minutes.paragraphs,
        kept_at=minutes.body.kept_at,
        days=deadlines_of(minutes),
        is_immediate=minutes.is_immediate,
    )
    return policy.announcement_text(about)


@transaction.atomic
def note_adjusted(request: SigningRequest) -> None:
    """The last has signed: keep the day, write the announcement and ask the sender to put it up. Once."""
    minutes = Minutes.objects.select_related("body").filter(request=request, adjusted_day=None).first()
    if minutes is None or request.completed_at is None:
        return
    minutes.adjusted_day = local(request.completed_at).date()
    minutes.announcement = announcement_of(minutes)
    minutes.save(update_fields=["adjusted_day", "announcement"])
    days = deadlines_of(minutes)
    if request.sender_id and days.announce_by:
        _ask_to_announce(request, request.sender_id, minutes, days.announce_by)
    announce_by = days.announce_by.isoformat() if days.announce_by else ""
    adjusted = MinutesAdjusted(day=minutes.adjusted_day.isoformat(), announce_by=announce_by)
    record(adjusted, about=request)


def _ask_to_announce(request: SigningRequest, sender_id: UUID, minutes: Minutes, announce_by: date) -> None:
    text = _(
        "Protokollet är justerat. Sätt upp anslaget på anslagstavlan och skriv in vilken dag det gjordes."
    )
    tasks.ask(
        sender_id,
        service_key="signing",
        about_id=minutes.pk,
        title=_("Anslå: {title}").format(title=request.title)[:200],
        text=text,
        button=_("Till anslaget"),
        url=reverse("signing:announcement", args=[current_organisation().slug, request.pk]),
        due=announce_by,
    )


@transaction.atomic
def put_up(minutes: Minutes, day: date, *, by: Actor) -> policy.Deadlines:
    """A person has put the announcement up on the day; said again, the new day counts.

    Raises NotAdjusted, and WrongDay for a day before the adjustment or one that has not come.
    """
    minutes = Minutes.objects.select_related("body", "request").get(pk=Minutes.objects.locked(minutes).pk)
    if minutes.adjusted_day is None:
        raise NotAdjusted
    if not minutes.adjusted_day <= day <= today():
        raise WrongDay
    minutes.announced_day, minutes.announced_by = day, by.person
    minutes.announcement = announcement_of(minutes)
    minutes.save(update_fields=["announced_day", "announced_by", "announcement"])
    tasks.done(minutes.pk)
    days = deadlines_of(minutes)
    appeal_by = days.appeal_by.isoformat() if days.appeal_by else ""
    record(AnnouncementPutUp(day=day.isoformat(), appeal_by=appeal_by), about=minutes.request, by=by)
    return days


@transaction.atomic
def take_down(minutes: Minutes, day: date, *, by: Actor) -> None:
    """A person has taken the announcement down; raises NotAnnounced, WrongDay and StillUp.

    It stays up until the time for appeal has passed (kommunallagen (2017:725) 8 kap. 12 §).
    """
    minutes = Minutes.objects.select_related("request").get(pk=Minutes.objects.locked(minutes).pk)
    earliest = deadlines_of(minutes).take_down_from
    if earliest is None:
        raise NotAnnounced
    if day > today():
        raise WrongDay
    if day < earliest:
        raise StillUp
    minutes.taken_down_day = day
    minutes.save(update_fields=["taken_down_day"])
    record(AnnouncementTakenDown(day=day.isoformat()), about=minutes.request, by=by)
