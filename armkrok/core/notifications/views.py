"""Everything that waits for a person."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.decide import granted
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import open_services, permission
from armkrok.core.notifications.models import Task
from armkrok.core.notifications.tasks import following, waiting, waiting_count
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today

SHOWN = 30


@permission("person")
def mina(request: ActorRequest) -> HttpResponse:
    """What waits for me, what goes on, and what I can start, in every organisation."""
    person_id = request.actor.person_id
    roles = list(
        RoleAssignment.own.for_person(person_id)
        .filter(RoleAssignment.in_force(today()))
        .select_related("organisation")
        .order_by("organisation__name", "role")
    )
    context = {
        "wait_count": waiting_count(person_id),
        "waits": [_wait(task) for task in waiting(person_id, SHOWN)],
        "ongoing": [_ongoing(task) for task in following(person_id)],
        "new_things": _new_things(roles),
        "roles": [{"organisation_name": r.organisation.name, "text": _role_name(r.role)} for r in roles],
    }
    return render(request, "ui/mina.html", context)


def _wait(task: Task) -> dict[str, Any]:
    service = registry.find(task.service_key)
    return {
        "day": task.due,
        "title": task.title,
        "text": task.text,
        "url": task.url,
        "button": task.button,
        "organisation": task.organisation,
        "service_name": service.name if service else "",
    }


def _ongoing(task: Task) -> dict[str, Any]:
    done = task.done_at is not None
    return {
        "title": task.title,
        "url": task.url,
        "text": task.text,
        "status_kind": "done" if done else "wait",
        "status_text": _("Klart") if done else _("Pågår"),
    }


def _new_things(roles: list[RoleAssignment]) -> list[dict[str, Any]]:
    """The first place of each service that the person may use, by organisation."""
    things: list[dict[str, Any]] = []
    for organisation in {role.organisation for role in roles}:
        held = granted(tuple(r.role for r in roles if r.organisation_id == organisation.pk))
        for service in _open_services(organisation, roles[0].person_id):
            place = next((p for p in service.places if p.permission in held), None)
            if place:
                url = reverse(place.url_name, kwargs={"organisation": organisation.slug})
                name = f"{service.name}, {organisation.name}"
                things.append({"name": name, "url": url, "text": service.explanation})
    things.sort(key=lambda thing: str(thing["name"]))
    return [*things, {"name": _("Kontrollera ett underskrivet dokument"), "url": reverse("verify")}]


def _open_services(organisation: Organisation, person_id: UUID) -> list[registry.Service]:
    with scope(organisation.pk, person_id):
        keys = open_services()
    return [service for service in registry.services() if service.key in keys]


def _role_name(key: str) -> str:
    role = registry.roles().get(key)
    return str(role.name) if role else key
