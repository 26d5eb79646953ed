"""The frame of every page: where one is, who one is, where one may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.translation import get_language

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.identity.guarding import bare
from armkrok.core.mandates.queries import acted_by, role
from armkrok.core.notifications.tasks import waiting_count
from armkrok.core.tenants.scope import current


def frame(request: HttpRequest) -> dict[str, Any]:
    """The `frame` that armkrok/ui/README.md describes, and nothing else."""
    actor: Actor = getattr(request, "actor", None) or Actor()
    match = request.resolver_match
    service = registry.find(getattr(match.func, "service_key", "")) if match else None
    return {
        "frame": {
            "organisation": actor.organisation,
            "person": _person(actor),
            "services": _services(actor, service),
            "service_name": service.name if service and actor.organisation and actor.permissions else "",
            "places": _places(actor, service, request.path, _demanded(match)),
            "languages": _languages(),
            "administration_url": _administration(actor),
            "demo": not settings.PRODUCTION and settings.MODE == "demo",
            "mailbox_url": settings.MAILBOX_URL,
            "phone_url": settings.PHONE_URL,
        }
    }


def _demanded(match: ResolverMatch | None) -> str:
    """The permission that the page asks for."""
    return str(getattr(match.func, "permission", "")) if match else ""


def _person(actor: Actor) -> dict[str, Any] | None:
    if actor.person is None:
        return None
    roles = registry.roles()
    names = [str(roles[key].name) for key in actor.role_keys if key in roles]
    inside = current().person_id == actor.for_id
    mandate = acted_by(actor)
    return {
        "name": actor.person.name if actor.only_id else bare(actor.person.name),  # her own; see may_see()
        "role_text": ", ".join(names),
        "waiting": waiting_count(actor.for_id) if inside and not actor.only_services else 0,
        "acts_for": mandate.principal.name if mandate and mandate.principal else "",
        "acts_as": role(mandate) if mandate else "",
    }


def _services(actor: Actor, at: registry.Service | None) -> list[dict[str, Any]]:
    if actor.organisation is None or current().organisation_id != actor.organisation.pk:
        return []
    rows = []
    for service in registry.services():
        first = next((p for p in service.places if p.permission in actor.permissions), None)
        if first and not service.always_open and service.key in actor.open_services:
            rows.append({"name": service.name, "url": _url(first, actor), "current": service == at})
    return rows


def _places(actor: Actor, service: registry.Service | None, path: str, demanded: str) -> list[dict[str, Any]]:
    if service is None or actor.organisation is None:
        return []
    places = [
        (place, _url(place, actor)) for place in service.places if place.permission in actor.permissions
    ]
    root = f"/{actor.organisation.slug}/{service.slug}/"
    around = [url for place, url in places if _belongs(path, demanded, place, url, root)]
    # Nearest is the one whose own address the page's begins with, then the one that comes last in the row.
    best = max(reversed(around), key=lambda url: len(url) if path.startswith(url) else 0, default="")
    return [{"name": p.name, "url": url, "current": url == best, "count": None} for p, url in places]


def _belongs(path: str, demanded: str, place: registry.Place, url: str, root: str) -> bool:
    """Whether a page is one of the place's.

    A page that demands less than the place does not belong to it, unless the place says so of its folder:
    who is only asked to sign is not there.
    """
    own = place.permission == demanded and path.startswith(url)
    return own or any(path.startswith(root + folder) for folder in place.folders)


def _url(place: registry.Place, actor: Actor) -> str:
    slug = actor.organisation.slug if actor.organisation else ""
    return reverse(place.url_name, kwargs={"organisation": slug})


def _administration(actor: Actor) -> str | None:
    if actor.organisation and "administration.manage" in actor.permissions:
        return reverse("administration:overview", kwargs={"organisation": actor.organisation.slug})
    return None


def _languages() -> list[dict[str, str]]:
    now = get_language() or "sv"
    return [
        {"code": code, "name": name, "url": ""}
        for code, name in (("sv", "På svenska"), ("en", "In English"))
        if code != now
    ]
