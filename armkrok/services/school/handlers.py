"""What school does when something has happened elsewhere."""

from armkrok.core.registry import Subscription
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.services.exchange.public import AgreementEnded, AgreementSigned
from armkrok.services.school.actions import sending
from armkrok.services.school.events.roster import RosterImported
from armkrok.services.school.jobs.families import tell_families
from armkrok.services.school.jobs.licences import follow_place
from armkrok.services.school.models import Receiver, SendRun


def remove_all(event: AgreementEnded) -> None:
    """The agreement is over: everything is removed at the receiver, and exchange gets proof of it."""
    receiver = Receiver.objects.filter(pk=event.receiver_id).first()
    if receiver is not None and not _is_waiting(receiver, SendRun.How.REMOVAL):
        sending.ask(receiver, SendRun.How.REMOVAL)


def bring_up_to_date(event: AgreementSigned) -> None:
    """Other data may be given, more or less: less is taken back at once, not at the next change."""
    receiver = Receiver.objects.filter(pk=event.receiver_id, is_open=True).first()
    if receiver is not None and not _is_waiting(receiver, SendRun.How.USUAL):
        sending.ask(receiver, SendRun.How.USUAL)


def _is_waiting(receiver: Receiver, how: SendRun.How) -> bool:
    return SendRun.objects.filter(receiver=receiver, how=how, state=SendRun.State.WAITING).exists()


def follow_roster(_event: RosterImported) -> None:
    """People have come and gone: licences follow, and those who are known here, as soon as they can."""
    follow_place.defer(organisation_id=str(current_organisation_id()))
    tell_families.defer(organisation_id=str(current_organisation_id()))


SUBSCRIPTIONS = (
    Subscription(AgreementEnded, remove_all),
    Subscription(AgreementSigned, bring_up_to_date),
    Subscription(RosterImported, follow_roster),
)
