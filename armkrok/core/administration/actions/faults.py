"""Faults that people report: lagen (2018:1937) om tillgänglighet till digital offentlig service 14 §."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.access.limits import hit
from armkrok.core.administration.errors import TooManyReports
from armkrok.core.administration.events import FaultReported
from armkrok.core.events.recording import record
from armkrok.core.notifications.mail import send
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope

PER_MINUTE = 3


@dataclass(frozen=True)
class Fault:
    """What somebody tells; `reply_to` only from those who want an answer."""

    text: str
    page: str = ""
    reply_to: str = ""


@transaction.atomic
def report_fault(fault: Fault, *, by: Actor) -> None:
    """Mail the report to those who run the platform. Who reported is told only if the person says so."""
    hit("fault", by.ip, PER_MINUTE, TooManyReports)
    operator = Organisation.objects.get(is_operator=True)
    lines = [
        fault.text,
        "",
        _("Sida: {page}").format(page=fault.page or _("ej angiven")),
        _("Svar till: {address}").format(address=fault.reply_to or _("inget svar önskas")),
    ]
    with scope(operator.pk):
        send(operator.email, _("Någon har rapporterat ett fel"), "\n".join(lines))
        record(FaultReported(), about=operator)
