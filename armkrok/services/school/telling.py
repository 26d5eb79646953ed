"""Those who look after sources and receivers are told when something stops: a task on their own pages."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.decide import holders
from armkrok.core.notifications import tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.models import ImportRun, SendRun


def run_ended(run: SendRun) -> None:
    """A run that stopped or was cut short waits for somebody; one that went well takes the task away."""
    if run.how == SendRun.How.DRY or (run.how == SendRun.How.FORCED and run.only):
        return  # a single object says nothing of all the others
    if run.state in {SendRun.State.STOPPED, SendRun.State.ABORTED}:
        title = _("Inget eller inte allt är skickat till {name}").format(name=run.receiver.name)
        _ask("school.send", run.receiver_id, title, run.why, "send-run", send_run_id=run.pk)
    elif run.state == SendRun.State.DONE and not (run.how == SendRun.How.URGENT and _waits(run)):
        tasks.done(run.receiver_id)


def _waits(urgent: SendRun) -> bool:
    """Whether the newest ordinary run still waits for somebody: an urgent one mends only its own."""
    ordinary = SendRun.objects.filter(receiver=urgent.receiver_id, ended_at__isnull=False)
    ordinary = ordinary.exclude(how__in=[SendRun.How.DRY, SendRun.How.URGENT])
    ordinary = ordinary.exclude(Q(how=SendRun.How.FORCED) & ~Q(only=[]))
    newest = ordinary.order_by("-created_at").first()
    return newest is not None and newest.state in {SendRun.State.STOPPED, SendRun.State.ABORTED}


def import_ended(run: ImportRun) -> None:
    """The same of a reading of a source."""
    if run.state in {ImportRun.State.STOPPED, ImportRun.State.FAILED}:
        title = _("Elevregistret är inte uppdaterat från {name}").format(name=run.source.name)
        _ask("school.sources", run.source_id, title, run.why, "import-run", import_run_id=run.pk)
    elif run.state == ImportRun.State.APPLIED:
        tasks.done(run.source_id)


def _ask(permission: str, about_id: UUID, title: str, why: str, page: str, **ids: UUID) -> None:
    place = current_organisation()
    url = reverse(f"school:{page}", kwargs={"organisation": place.slug, **ids})
    tasks.put_all(
        [
            Task(
                person_id=one, service_key="school", about_id=about_id, title=title[:300], text=why[:300],
                button=_("Se vad som hände"), url=url, due=None,
            )
            for one in sorted(holders(permission))
        ]
    )  # fmt: skip
