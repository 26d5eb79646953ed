"""Every form of the school and of the exchange, with another town's things and with what nobody writes."""

from collections.abc import Iterator
from functools import partial
from itertools import islice

import pytest
from django.apps import apps

from armkrok.core.tenants.models import TenantModel
from armkrok.core.tenants.scope import scope
from tests.support.mirrored import World, mirrored
from tests.support.page_forms import Form, forms_of
from tests.support.people import at_work
from tests.support.routes import routes
from tests.support.visitor import Visitor
from tests.support.walking import OTHER, OWN, addresses, outcome, undone

WALKED = [one for one in routes() if one.namespace in {"school", "exchange"}]
CHOICES = ("not-an-id", "\0")
STRANGE = {
    "date": ("0001-01-01", "9999-12-31"),
    "number": ("-1", "sNaN", "9" * 5000),
    "text": ("\0", "\u202e\u200b", "9999-12-31"),
    "textarea": ("\0", "[" * 20_000),
    "hidden": (*CHOICES, "sNaN"),
    "select": CHOICES,
    "radio": CHOICES,
    "checkbox": CHOICES,
}
"""By kind of field."""


@pytest.fixture(scope="module")
def furnished(module_db: None) -> World:
    """Both towns furnished alike, once: it takes long."""
    return mirrored(at_work())


@pytest.fixture
def world(furnished: World, db: None) -> World:
    """The same; what a test does there is undone."""
    return furnished


def _forms(world: World, visitor: Visitor) -> Iterator[Form]:
    places = (
        address
        for route in WALKED
        if "organisation" in route.kwargs
        for address in islice(addresses(route, world, town=OWN, things_of=OWN), 4)
    )
    return forms_of(visitor, places)


def test_no_form_takes_another_towns_things(world: World) -> None:
    sara, tried, wrong = Visitor(world.walker), 0, []
    change = _counterparts(world)
    for form in _forms(world, sara):
        for name in form.kinds:
            offered = [*form.offers.get(name, ()), *form.data.get(name, ())]
            if not (ids := [change[one] for one in offered if one in change]):
                continue
            tried += 1
            with undone():
                got = outcome(partial(form.send, sara, **{name: ids[:1]}))
                if got == "500" or _is_pointed_at(world, ids[0]):
                    wrong.append((form.page, name, got))
    assert tried > 10
    assert not wrong, wrong


def _counterparts(world: World) -> dict[str, str]:
    """From the id of anything in our town to the id of something of its kind in the other."""
    found: dict[str, str] = {}
    for model in [one for one in apps.get_models() if issubclass(one, TenantModel) and one._meta.managed]:
        with scope(world.towns.organisations[OTHER].pk):
            other = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if other is not None:
            with scope(world.towns.organisations[OWN].pk):
                ours = list(model._default_manager.values_list("pk", flat=True)[:500])
            found |= {str(one): str(other) for one in ours}
    return found


def _is_pointed_at(world: World, other: str) -> bool:
    """Whether a row of ours holds the id, in a key or in plain."""
    with scope(world.towns.organisations[OWN].pk):
        for model in apps.get_app_config("school").get_models():
            names = [one.attname for one in model._meta.local_fields if one.get_internal_type() in _HOLDING]
            for name in names:
                if model._default_manager.filter(**{name: other}).exists():
                    return True
    return False


_HOLDING = {"UUIDField", "ForeignKey"}


@pytest.mark.timeout(900)
def test_no_form_falls_over_what_nobody_writes(world: World) -> None:
    sara, tried, fallen = Visitor(world.walker), 0, []
    for form in _forms(world, sara):
        for name, kind in form.kinds.items():
            for value in STRANGE.get(kind, STRANGE["text"]):
                tried += 1
                with undone():
                    got = outcome(partial(form.send, sara, **{name: [value]}))
                if got == "500":
                    fallen.append((form.page, name, value[:20]))
    assert tried > 300
    assert not fallen, fallen
