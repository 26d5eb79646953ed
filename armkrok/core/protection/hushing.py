"""What was written before the marking came, and still waits: the name is taken out of it."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.identity.guarding import HIDDEN, bare
from armkrok.core.identity.models import Person
from armkrok.core.jobs import job
from armkrok.core.members.models import GroupEntry
from armkrok.core.notifications.models import Message, Task
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope


@job("protection.hush")
def hush(person_id: str) -> None:
    """Take the person's name out of what waits and of what services keep, in every organisation."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            names = {bare(one.name) for one in GroupEntry.objects.filter(person_id=UUID(person_id))}
            for name in sorted({bare(person.name), *names} - {""}, key=len, reverse=True):
                _letters(name)
                _tasks(name)
            _services(person.pk)


def _services(person_id: UUID) -> None:
    """What the open services keep of her themselves."""
    open_here = set(OpenService.objects.values_list("service_key", flat=True))
    for service in registry.services():
        if service.hush and service.key in open_here:
            service.hush(person_id)


def _letters(name: str) -> None:
    waiting = Message.objects.select_for_update().filter(state=Message.State.WAITING)
    for letter in waiting.filter(Q(subject__contains=name) | Q(body__contains=name)):
        letter.subject = letter.subject.replace(name, _(HIDDEN))[:200]
        letter.body = letter.body.replace(name, _(HIDDEN))
        letter.save(update_fields=["subject", "body"])


def _tasks(name: str) -> None:
    for task in Task.objects.select_for_update().filter(Q(title__contains=name) | Q(text__contains=name)):
        task.title, task.text = (one.replace(name, _(HIDDEN))[:300] for one in (task.title, task.text))
        task.save(update_fields=["title", "text"])
