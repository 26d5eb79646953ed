"""The way in to every page: a route names its permission, and runs in its organisation's scope."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import PUBLIC, decide, entry, granted
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.refusals import NotAllowed, NotFound

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


Find = Callable[[Actor, UUID], Any]


def permission(
    key: str, *, service: str = "", own_transactions: bool = False, given: tuple[str, str, Find] | None = None
) -> Callable[[View], View]:
    """Demand a permission: a service's own, "person" (anyone logged in) or "public".

    The address's `organisation` is taken out of the arguments and becomes `request.actor.organisation`; the
    view runs in one transaction scoped to it. A view with `own_transactions` opens its own, by acting().
    `service` names the service whose switch governs a route that is "person" or "public". `given` is (id in
    the address, argument of the view, function): the id becomes an object in the transaction that judges.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def entered(
            request: Any, *args: Any, organisation: str | None = None, **kwargs: Any
        ) -> HttpResponseBase:
            if key != PUBLIC and request.actor.person is None:
                return _to_login(request)
            request.actor = _placed(request.actor, organisation)
            with acting(request.actor):
                request.actor = _judged(request.actor, key, service or _service_of(key))
                if given:
                    kwargs[given[1]] = given[2](request.actor, kwargs.pop(given[0]))
                if not own_transactions:
                    return view(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        entered.permission = key  # type: ignore[attr-defined]
        entered.service_key = service or _service_of(key)  # type: ignore[attr-defined]
        return entered  # type: ignore[return-value]

    return declare


def acting(actor: Actor) -> AbstractContextManager[None]:
    """A transaction in the name of the actor, in the organisation at hand."""
    organisation_id = actor.organisation.pk if actor.organisation else None
    return scope(organisation_id, actor.person.pk if actor.person else None)


def _service_of(key: str) -> str:
    return key.partition(".")[0] if "." in key else ""


def _placed(actor: Actor, slug: str | None) -> Actor:
    if slug is None:
        return actor
    try:
        return replace(actor, organisation=Organisation.objects.get(slug=slug))
    except Organisation.DoesNotExist as error:
        raise NotFound from error


def _judged(actor: Actor, key: str, service_key: str) -> Actor:
    if actor.organisation:
        chosen, roles = entry(actor.person.pk if actor.person else None)
        actor = replace(
            actor, open_services=_with_lasting(chosen), role_keys=roles, permissions=granted(roles)
        )
        if service_key and service_key not in actor.open_services:
            raise NotFound
    if not decide(key, is_person=actor.person is not None, granted=actor.permissions):
        raise NotAllowed if actor.role_keys else NotFound
    return actor


def open_services() -> frozenset[str]:
    """Keys of the services that the organisation in scope has, whether by its own choice or always."""
    return _with_lasting(entry(None)[0])


def _with_lasting(chosen: frozenset[str]) -> frozenset[str]:
    return frozenset(one.key for one in registry.services() if one.always_open or one.key in chosen)


def _to_login(request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else ""
    address = reverse("login") + ("?" + urlencode({"next": target}) if target else "")
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
