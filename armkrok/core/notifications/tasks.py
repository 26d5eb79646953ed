"""What waits for a person, across organisations."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from armkrok.core import registry
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import OpenService
from armkrok.kit.days import now

# Every page shows the number, so the statement is ready made: Django would spend longer on writing it than
# PostgreSQL on answering. _shown() says the same of the services; the policy `own` lets the rows through.
WAITING_COUNT = """
SELECT count(*) FROM notifications_task AS task
WHERE person_id = %(person)s AND kind = 'waiting' AND done_at IS NULL
AND (service_key = ANY(%(lasting)s) OR EXISTS (
    SELECT FROM tenants_openservice AS open
    WHERE open.organisation_id = task.organisation_id AND open.service_key = task.service_key))
"""


def ask(
    person_id: UUID,
    *,
    service_key: str,
    about_id: UUID,
    title: str,
    text: str,
    button: str,
    url: str,
    due: date | None,
) -> None:
    """Put a task on the person's list; asking again for the same thing renews it."""
    _put(
        Task(
            person_id=person_id, kind=Task.Kind.WAITING, about_id=about_id, service_key=service_key,
            title=title, text=text, button=button, url=url, due=due,
        )
    )  # fmt: skip


def follow(person_id: UUID, *, service_key: str, about_id: UUID, title: str, text: str, url: str) -> None:
    """Let the person follow something that others do."""
    _put(
        Task(
            person_id=person_id, kind=Task.Kind.FOLLOWING, about_id=about_id, service_key=service_key,
            title=title, text=text, url=url,
        )
    )  # fmt: skip


def _put(task: Task) -> None:
    """Add the task, or renew the one that the person has about the same thing: one statement."""
    put_all([task])


def put_all(tasks: list[Task]) -> None:
    """The same for many tasks at once."""
    Task.objects.bulk_create(
        tasks,
        update_conflicts=True,
        unique_fields=["organisation", "person", "kind", "about_id"],
        update_fields=["service_key", "title", "text", "button", "url", "due", "done_at"],
    )


def done(about_id: UUID, *, person_id: UUID | None = None, kind: Task.Kind = Task.Kind.WAITING) -> None:
    """Take tasks about something off the lists: one person's, or everybody's."""
    tasks = Task.objects.filter(about_id=about_id, kind=kind, done_at=None)
    if person_id:
        tasks = tasks.filter(person_id=person_id)
    tasks.update(done_at=now())


def waiting_count(person_id: UUID) -> int:
    """How many things wait for the person."""
    lasting = [one.key for one in registry.services() if one.always_open]
    with connection.cursor() as cursor:
        cursor.execute(WAITING_COUNT, {"person": person_id, "lasting": lasting})
        (count,) = cursor.fetchone()
    return int(count)


def waiting(person_id: UUID, limit: int = 100) -> list[Task]:
    """What waits, the most urgent first."""
    tasks = _shown(person_id).filter(kind=Task.Kind.WAITING, done_at=None)
    return list(
        tasks.select_related("organisation").order_by(F("due").asc(nulls_last=True), "created_at")[:limit]
    )


def following(person_id: UUID, limit: int = 20) -> list[Task]:
    """What goes on without the person having to do anything, the newest first."""
    tasks = _shown(person_id).filter(kind=Task.Kind.FOLLOWING)
    return list(tasks.select_related("organisation").order_by("-created_at")[:limit])


def _shown(person_id: UUID) -> QuerySet[Task]:
    """The person's tasks in services that their organisations have; a closed one's pages answer 404."""
    here = Q(organisation_id=OuterRef("organisation_id"), service_key=OuterRef("service_key"))
    lasting = [one.key for one in registry.services() if one.always_open]
    own = Task.own.for_person(person_id)
    return own.filter(Q(Exists(OpenService.known.filter(here))) | Q(service_key__in=lasting))
