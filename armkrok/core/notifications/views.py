"""Everything that waits for a person."""

from collections import Counter
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
from armkrok.core.access.routes import permission
from armkrok.core.notifications.holdings import of_person
from armkrok.core.notifications.models import Task
from armkrok.core.notifications.tasks import following, waiting, waiting_count
from armkrok.core.registry.descriptor import Words
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.kit.days import today

SHOWN = 30


@permission("person", for_others=True, for_bound=True)
def mina(request: ActorRequest) -> HttpResponse:
    """What waits for me, or whom I act for, what goes on, and what I can start, in every organisation."""
    person_id = request.actor.for_id
    roles = (
        []
        if request.actor.principal_id
        else list(
            RoleAssignment.own.for_person(person_id)
            .filter(RoleAssignment.in_force(today()))
            .select_related("organisation")
            .order_by("organisation__name", "role")
        )
    )
    waits = [task for task in waiting(person_id, SHOWN) if request.actor.acts_in(task.service_key)]
    context = {
        "wait_count": len(waits) if request.actor.only_services else waiting_count(person_id),
        "waits": [_wait(task) for task in waits],
        "together": [] if request.actor.principal_id else _together(waits),
        "ongoing": [
            _ongoing(task) for task in following(person_id) if request.actor.acts_in(task.service_key)
        ],
        "own_pages": [] if request.actor.principal_id else _own_pages(person_id),
        "new_things": _new_things(roles, _open_services(roles)),
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


def _open_services(roles: list[RoleAssignment]) -> dict[UUID, list[registry.Service]]:
    """The services of each organisation in which the person has a role; one query for all of them."""
    ids = {role.organisation.pk for role in roles}
    rows = OpenService.known.filter(organisation_id__in=ids).values_list("organisation_id", "service_key")
    chosen = set(rows)
    return {one: [s for s in registry.services() if s.always_open or (one, s.key) in chosen] for one in ids}


def _new_things(
    roles: list[RoleAssignment], services: dict[UUID, list[registry.Service]]
) -> list[dict[str, Any]]:
    """The first place of each service that the person may use, by organisation, and her own pages there."""
    things: list[dict[str, Any]] = []
    for organisation in {role.organisation for role in roles}:
        held = granted(tuple(r.role for r in roles if r.organisation_id == organisation.pk))
        for service in services[organisation.pk]:
            place = next((p for p in service.places if p.permission in held), None)
            own = [p for p in service.personal if p.permission in held]
            things += [_thing(p, organisation, str(p.name), "") for p in own]
            if place:
                things.append(_thing(place, organisation, str(service.name), service.explanation))
    once = {thing["url"]: thing for thing in reversed(things)}  # two services may share a page
    things = sorted(once.values(), key=lambda thing: str(thing["name"]))
    return [*things, {"name": _("Kontrollera ett underskrivet dokument"), "url": reverse("verify")}]


def _own_pages(person_id: UUID) -> list[dict[str, Any]]:
    """Where the person sees what services hold of her and her family."""
    held = [(one, registry.find(one.service_key)) for one in of_person(person_id)]
    return [
        _thing(service.own_page, one.organisation, str(service.own_page.name), "")
        for one, service in held
        if service and service.own_page
    ]


def _thing(place: registry.Place, organisation: Organisation, name: str, text: Words) -> dict[str, Any]:
    url = reverse(place.url_name, kwargs={"organisation": organisation.slug})
    return {"name": f"{name}, {organisation.name}", "url": url, "text": text}


def _together(waits: list[Task]) -> list[dict[str, Any]]:
    """Where several of the waiting tasks can be done at once."""
    counts = Counter((task.organisation, task.service_key) for task in waits)
    found = []
    for (organisation, key), count in counts.items():
        service = registry.find(key)
        if service and service.together and count > 1:
            found.append(_thing(service.together, organisation, str(service.together.name), ""))
    return found


def _role_name(key: str) -> str:
    role = registry.roles().get(key)
    return str(role.name) if role else key
