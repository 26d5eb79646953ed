"""What the day brings: reminders that are due, and last days that have passed. Harmless to run twice."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from armkrok.core.audit.models import AuditRow
from armkrok.core.events.recording import record
from armkrok.kit.days import local, today
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling
from armkrok.services.signing.actions.following import remind_one
from armkrok.services.signing.events.asking import LastDayPassed
from armkrok.services.signing.models import Party, SigningRequest

OPEN = SigningRequest.State.OPEN


def requests_to_look_at() -> list[UUID]:
    """Open requests that remind by themselves or are late, in the organisation in scope."""
    wants = Q(remind_after__isnull=False) | Q(remind_every__isnull=False)
    near = Q(sign_by__lte=today() + timedelta(days=1))
    found = SigningRequest.objects.filter(wants | near, state=OPEN)
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_after(request_id: UUID) -> None:
    """Send what is due today about one request: each letter with its note, all in one transaction."""
    request = SigningRequest.objects.locked(SigningRequest(pk=request_id))
    if not request.is_open:
        return
    if request.sign_by and request.is_late:
        _tell_of_lateness(request, request.sign_by)
        return
    waiting = Party.objects.filter(request=request, state__in=Party.WAITING).select_related("replaces")
    for party in waiting.filter(invited_at__isnull=False):
        if is_due(request, party, today()):
            remind_one(request, party)


def is_due(request: SigningRequest, party: Party, day: date) -> bool:
    """Whether the party should be reminded on that Swedish day; never twice on one day."""
    invited = local(party.invited_at).date() if party.invited_at else day
    reminded = local(party.reminded_at).date() if party.reminded_at else None
    if invited >= day or (reminded and reminded >= day):
        return False
    if request.remind_last and request.sign_by and day >= (last := request.sign_by - timedelta(days=1)):
        return reminded is None or reminded < last
    if reminded is None and request.remind_after is not None:
        return day >= invited + timedelta(days=request.remind_after)
    if request.remind_every:
        return day >= (reminded or invited) + timedelta(days=request.remind_every)
    return False


def _tell_of_lateness(request: SigningRequest, last: date) -> None:
    """Once for each last day: the log is what remembers."""
    day = last.isoformat()
    known = AuditRow.objects.filter(about_id=request.pk, event=LastDayPassed.key(), facts__sign_by=day)
    if known.exists():
        return
    record(LastDayPassed(sign_by=day), about=request)
    if (contact := telling.sender(request)) is None:
        return
    left = [one.name for one in Party.objects.filter(request=request) if one.is_waited_for]
    letters.late(request, left, contact.email, telling.page(request, "progress"))
