"""Walking addresses: each filled in with things of the furnished towns, each answer named.

The names of answers are those of tests/architecture/access_table.toml.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import islice, product
from typing import Any

from django.db import transaction

from armkrok.core.access.decide import PERSON
from tests.support.mirrored import World
from tests.support.routes import Operation, Route
from tests.support.visitor import Visitor

OWN, OTHER = "sundby", "norrvik"
IN, OPEN, LOGIN, NONE, REFUSED, UNKNOWN = "in", "open", "login", "404", "403", "401"
NOT_A_METHOD, BROKEN = "405", "500"
SERVER_ERROR = 500
SAID_SO = {501, 503}  # what is not built, and what another system's outage stops


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def addresses(route: Route | Operation, world: World, *, town: str, things_of: str) -> Iterator[str]:
    """The route in one town's address, with each of the values of one town's things."""
    names = [name for name in route.kwargs if name != "organisation"]
    values = world.by_slug[things_of].values
    for chosen in product(*(values[name] for name in names)):
        yield route.address(organisation=town, **dict(zip(names, chosen, strict=True)))


def outcome(ask: Callable[[], Any]) -> str:
    """What one request got, in the table's words."""
    try:
        response = ask()
    except Exception:  # noqa: BLE001  (a view that falls over is an answer here)
        return BROKEN
    return _named(response)


def _named(response: Any) -> str:
    if response.status_code >= SERVER_ERROR and response.status_code not in SAID_SO:
        return BROKEN
    led_to = response.headers.get("Location", "") + response.headers.get("HX-Redirect", "")
    if led_to.startswith(("/logga-in/?", "/logga-in/organisation/")) or led_to == "/logga-in/":
        return LOGIN
    status = str(response.status_code)
    return status if status in {NONE, REFUSED, UNKNOWN, NOT_A_METHOD} else IN


def visited(visitor: Visitor, address: str) -> Iterator[str]:
    """What the page answers to GET and, when that is asked for too, to a form without anything in it."""
    with transaction.atomic():
        got = outcome(lambda: visitor.client.get(address))
    yield got
    cookies = deepcopy(visitor.client.cookies)
    with transaction.atomic():
        got = outcome(lambda: visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token}))
    visitor.client.cookies = cookies  # logging out is one of the addresses
    yield got


def fault(route: Route, world: World, visitor: Visitor, expected: str) -> str:
    """How the page's answers differ from what is expected; empty when they do not.

    To be let in, one of the things and one of the methods is enough. A refusal is one at every method, and
    what was refused is kept, so that a refusal that changes something can be seen.
    """
    places = addresses(route, world, town=OWN, things_of=OWN)
    if expected == IN:
        with undone():
            got = [answer for place in places for answer in _until_in(visitor, place)]
        return "" if IN in got and BROKEN not in got else f"{_said(got)} instead of being let in"
    if expected == OPEN:
        with undone():
            got = [answer for place in islice(places, 1) for answer in visited(visitor, place)]
        return f"{_said(got)} instead of being open" if {LOGIN, BROKEN} & set(got) else ""
    most = None if route.view.permission == PERSON else 1  # where the thing decides, each thing is asked for
    got = [answer for place in islice(places, most) for answer in visited(visitor, place)]
    is_right = expected in got and not set(got) - {expected, NOT_A_METHOD}
    return "" if is_right else f"{_said(got)}, not {expected}"


def _until_in(visitor: Visitor, address: str) -> Iterator[str]:
    for answer in visited(visitor, address):
        yield answer
        if answer == IN:
            return


def _said(got: list[str]) -> str:
    return "/".join(dict.fromkeys(got))
