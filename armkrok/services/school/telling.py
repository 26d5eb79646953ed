"""Those who look after sources, receivers and protected people are told: a task on their own pages."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from armkrok.core.access.decide import holders
from armkrok.core.members.queries import holding
from armkrok.core.notifications import tasks
from armkrok.core.notifications.mail import send_many
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.access.protecting import protected_people
from armkrok.services.school.models import ImportRun, SendRun

PROTECTED = "school.protected"


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
        protected_wait()


def protected_came(number: int) -> None:
    """The handlers of protected people get a letter, at once, of so many new ones; it names nobody."""
    place = current_organisation()
    with override(settings.LANGUAGE_CODE):
        words = ngettext(
            "{count} person i elevregistret har fått skyddade uppgifter.",
            "{count} personer i elevregistret har fått skyddade uppgifter.",
            number,
        ).format(count=number)
        follows = _("Inget lämnas till leverantörer förrän ni har beslutat något annat. Det de har tas bort.")
        url = settings.BASE_URL + reverse("school:protected-people", args=[place.slug])
        body = "\n\n".join([words, follows, url, place.name])
        letters = sorted({one.email for one in holding(PROTECTED)} - {""})
        send_many((to, _("Skyddade uppgifter i elevregistret"), body) for to in letters)
    protected_wait()


def protected_wait() -> None:
    """How many protected people nobody has decided on waits for their handlers, until there are none."""
    place = current_organisation()
    if not (number := protected_people().filter(is_decided=False).count()):
        tasks.done(place.pk)
        return
    with override(settings.LANGUAGE_CODE):
        title = ngettext(
            "{count} person med skyddade uppgifter väntar på beslut",
            "{count} personer med skyddade uppgifter väntar på beslut",
            number,
        ).format(count=number)
        why = _("Inget lämnas till leverantörer förrän ni har beslutat något annat.")
        _ask(PROTECTED, place.pk, title, why, "protected-people", button=_("Se vilka"))


def _ask(
    permission: str, about_id: UUID, title: str, why: str, page: str, button: str = "", **ids: UUID
) -> None:
    place = current_organisation()
    url = reverse(f"school:{page}", kwargs={"organisation": place.slug, **ids})
    tasks.put_all(
        [
            Task(
                person_id=one, service_key="school", about_id=about_id, title=title[:300], text=why[:300],
                button=button or _("Se vad som hände"), url=url, due=None,
            )
            for one in sorted(holders(permission))
        ]
    )  # fmt: skip
