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
from armkrok.core.access.decide import LEAST, PUBLIC, Entry, decide, entry, granted, note_use
from armkrok.core.access.errors import (
    ActsForAnother,
    HoldsInOneOrganisation,
    ServiceClosed,
    SessionTooOld,
    StrongerLogInNeeded,
)
from armkrok.core.access.for_others import check
from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import end
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import NotAllowed, NotFound

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


Find = Callable[[Actor, UUID], Any]


def permission(
    key: str,
    *,
    service: str = "",
    own_transactions: bool = False,
    given: tuple[str, str, Find] | None = None,
    for_others: bool = False,
    for_bound: bool = False,
) -> Callable[[View], View]:
    """Demand a permission: a service's own, "person" (anyone logged in) or "public".

    The address's `organisation` is taken out of the arguments and becomes `request.actor.organisation`; the
    view runs in one transaction scoped to it. A view with `own_transactions` opens its own, by acting().
    `service` names the service whose switch governs a route that is "person" or "public". `given` is (id in
    the address, argument of the view, function): the id becomes an object in the transaction that judges.
    A view that is not `for_others` refuses somebody who acts for another person. A person's own view outside
    every organisation refuses a log-in that holds in one organisation alone, unless it is `for_bound`: then
    it must show and change what is that organisation's, and nothing else.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def entered(
            request: Any, *args: Any, organisation: str | None = None, **kwargs: Any
        ) -> HttpResponseBase:
            if not _arrives(request, key, organisation, for_others=for_others, for_bound=for_bound):
                return _to_login(request)
            governing, is_deed = service or _service_of(key), request.method == "POST"
            request.actor = check(request.actor, governing, deed=is_deed)
            if own_transactions and given is None and request.actor.organisation is None:
                request.actor = _judged(request.actor, key, governing)  # asks no database
                return view(request, *args, **kwargs)
            try:
                with acting(request.actor):
                    request.actor = _judged(request.actor, key, governing)
                    if given:
                        kwargs[given[1]] = given[2](request.actor, kwargs.pop(given[0]))
                    if not own_transactions:
                        return view(request, *args, **kwargs)
            except SessionTooOld:
                end(request, Session.Ended.IDLE)
                return _to_login(request)
            return view(request, *args, **kwargs)

        told = {"permission": key, "service_key": service or _service_of(key)}
        vars(entered).update(told, for_others=for_others, for_bound=for_bound)
        return entered  # type: ignore[return-value]

    return declare


def _arrives(request: Any, key: str, slug: str | None, *, for_others: bool, for_bound: bool) -> bool:
    """Put the actor in the address's organisation; False when she must log in.

    Raises ActsForAnother and HoldsInOneOrganisation.
    """
    if key != PUBLIC and request.actor.person is None:
        return False
    request.actor = _placed(request.actor, slug)
    if key != PUBLIC and request.actor.person is None:
        return False
    if request.actor.principal_id and not for_others and key != PUBLIC:
        raise ActsForAnother
    if request.actor.only_id and slug is None and not for_bound and key != PUBLIC:
        raise HoldsInOneOrganisation
    return True


def acting(actor: Actor) -> AbstractContextManager[None]:
    """A transaction in the actor's name, in the organisation at hand; a person's own rows are for_id's."""
    organisation_id = actor.organisation.pk if actor.organisation else None
    return scope(organisation_id, actor.for_id if actor.person else None, actor.only_id)


def _service_of(key: str) -> str:
    return key.partition(".")[0] if "." in key else ""


def _placed(actor: Actor, slug: str | None) -> Actor:
    """The actor in the address's organisation; a stranger there if her log-in holds elsewhere alone."""
    if slug is None:
        return actor
    try:
        place = Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        raise NotFound from error
    if actor.only_id not in {None, place.pk}:
        return replace(actor, organisation=place, person=None, session=None)
    return replace(actor, organisation=place)


def _judged(actor: Actor, key: str, service_key: str) -> Actor:
    if key != PUBLIC and actor.session and actor.session.strength < LEAST:
        raise StrongerLogInNeeded
    if actor.organisation:
        return _judged_here(actor, key, service_key)
    if not decide(key, is_person=actor.person is not None, granted=actor.permissions):
        raise NotFound
    return actor


def _judged_here(actor: Actor, key: str, service_key: str) -> Actor:
    known = entry(actor.person.pk if actor.person else None)
    open_here = _with_lasting(known.open_services)
    if service_key and service_key not in open_here:
        raise NotFound
    known = _usable(actor, key, known)
    given, roles = known.permissions, known.roles + known.limited
    partial = given - granted(known.roles)
    actor = replace(actor, open_services=open_here, role_keys=roles, permissions=given, partial=partial)
    if not decide(key, is_person=actor.person is not None, granted=given):
        raise NotAllowed if roles else NotFound
    if actor.person and key in given and known.unused:
        note_use(actor.person.pk, key, known.unused)
    return actor


def _usable(actor: Actor, key: str, known: Entry) -> Entry:
    """With the roles that this log-in opens: none when it acts for another, or is weaker than is demanded.

    Raises StrongerLogInNeeded for a page that the roles would have opened, and SessionTooOld.
    """
    session, nothing = actor.session, replace(known, roles=(), limited=())
    if session is None or not (known.roles or known.limited):
        return known
    if session.principal_id:
        return nothing
    if session.strength < known.staff_strength:
        if key in known.permissions:
            raise StrongerLogInNeeded
        return nothing
    moment = now()
    if moment - session.seen_at > known.idle or moment - session.created_at > known.longest:
        raise SessionTooOld
    return known


def open_services() -> frozenset[str]:
    """Keys of the services that the organisation in scope has, whether by its own choice or always."""
    return _with_lasting(entry(None).open_services)


def demand_open(service_key: str) -> None:
    """For a service's public functions: raises ServiceClosed when the organisation in scope has it not."""
    if service_key not in open_services():
        raise ServiceClosed


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
