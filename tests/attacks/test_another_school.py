"""A teacher and a principal of one school, against the other school of the same town.

The walls stand between organisations. Between schools there is only what each page, form and query asks of
the actor; so every address and every form is tried with the other school's things.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from armkrok.core.tenants.models import TenantModel
from armkrok.site.settling import Settled
from tests.support import school_ground, school_licences, school_orders
from tests.support.other_school import MARK, OtherSchool, other_school
from tests.support.page_forms import Form, forms_of
from tests.support.people import inside
from tests.support.routes import Route, routes
from tests.support.visitor import Visitor
from tests.support.walking import undone

SCHOOL = [one for one in routes() if one.namespace == "school"]
MODELS = [
    one for one in apps.get_models() if issubclass(one, TenantModel) and one._meta.app_label == "school"
]
REFUSED = {403, 404, 405}
WHO = ("elif", "karin")


@dataclass
class Ground:
    """Both schools, and what the first one's addresses may hold."""

    towns: Settled
    other: OtherSchool
    own: dict[str, list[Any]]


@pytest.fixture
def ground(towns: Settled) -> Ground:
    with inside(towns, "sara", "sundby"):
        school_orders.furnish(towns)
        licence = school_licences.licence(towns, school_licences.title(), school_ground.group())
        orders = [_order(towns, number) for number in (801, None)]
        own = {
            "school_unit_id": [school_ground.unit().pk], "school_group_id": [school_ground.group().pk],
            "pupil_id": [school_ground.pupil().pk], "order_id": [one.pk for one in orders],
            "line_id": [one.lines.get().pk for one in orders], "licence_id": [licence.pk],
            "budget_id": [school_orders.budget().pk], "seat_id": [licence.given.order_by("pk")[0].pk],
            "title_id": [licence.title_id],
        }  # fmt: skip
        return Ground(towns, other_school(towns.people["lars-ake"]), own)


def _order(towns: Settled, number: int | None) -> Any:
    line = school_licences.line(
        towns.people["elif"], school_orders.title(f"Titel {number}"), school_ground.group()
    )
    order = line.order
    order.state, order.number = ("submitted", number) if number else ("draft", None)
    order.budget, order.money, order.wanted_on = school_orders.budget(), "reserved", school_orders.WANTED
    order.save()
    return order


@pytest.mark.parametrize("who", WHO)
def test_another_schools_things_are_not_found(ground: Ground, who: str) -> None:
    visitor, values = Visitor(ground.towns.people[who]), ground.other.values
    asked, wrong = 0, {}
    for route in SCHOOL:
        names = {name for name in route.kwargs if name != "organisation"}
        if not names or names - values.keys():
            continue
        address = route.address(organisation="sundby", **values)
        for ask in (visitor.client.get, visitor.client.post):
            with undone():
                response = ask(address, {"csrfmiddlewaretoken": visitor.token})
            asked += 1
            if response.status_code not in REFUSED or MARK in response.content.decode():
                wrong[route.name, ask.__name__] = response.status_code
    assert asked > 40
    assert wrong == {}


@pytest.mark.parametrize("who", WHO)
def test_no_form_takes_another_schools_things(ground: Ground, who: str) -> None:
    visitor, tried, wrong = Visitor(ground.towns.people[who]), 0, []
    change = _exchange(ground)
    for form in forms_of(visitor, _addresses(ground)):
        for name, value in _foreign(form, change):
            tried += 1
            wrong += [(form.page, name, fault) for fault in _faults(ground, visitor, form, name, value)]
    assert tried
    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_no_body_takes_another_schools_ids(ground: Ground, who: str) -> None:
    """Also where the page offers no such field today."""
    visitor, values = Visitor(ground.towns.people[who]), ground.other.values
    lines = {f"klass-{one}": str(values["school_group_id"]) for one in ground.own["line_id"]}
    body = {name: str(values[of]) for name, of in FIELDS.items()} | lines | WORDS
    asked, wrong = 0, {}
    for address in _addresses(ground):
        before = _pointing(ground)
        with undone():
            response = visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token, **body})
            asked += 1
            if _pointing(ground) != before or MARK in response.content.decode():
                wrong[address] = response.status_code
    assert asked > 40
    assert wrong == {}


FIELDS = {
    "person": "pupil_id", "unit": "school_unit_id", "budget": "budget_id", "order": "order_id",
    "grupp": "school_group_id", "fran": "seat_id", "licence": "licence_id", "line": "line_id",
}  # fmt: skip
WORDS = {
    "wanted_on": school_orders.WANTED.isoformat(),
    "motive": "x",
    "decision": "yes",
    "text": "x",
    "seen": "1",
}


def _addresses(ground: Ground) -> Iterator[str]:
    values = ground.own | {"organisation": ["sundby"], "file_kind": ["csv"]}
    for route in SCHOOL:
        if set(route.kwargs) <= values.keys():
            for chosen in product(*(values[name] for name in route.kwargs)):
                yield _filled(route, chosen)


def _filled(route: Route, chosen: tuple[Any, ...]) -> str:
    return route.address(**dict(zip(route.kwargs, chosen, strict=True)))


def _exchange(ground: Ground) -> dict[str, str]:
    """From the id of any thing of the first school to that of the same kind at the other."""
    with inside(ground.towns, "sara", "sundby"):
        return {
            str(key): str(row.pk)
            for kind, row in ground.other.rows.items()
            for key in kind._default_manager.values_list("pk", flat=True)
        }


def _foreign(form: Form, change: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in form.kinds:
        offered = [*form.offers.get(name, ()), *form.data.get(name, ())]
        found = next((change[one] for one in offered if one in change), None)
        if found:
            yield name, found


def _faults(ground: Ground, visitor: Visitor, form: Form, name: str, value: str) -> Iterator[str]:
    with undone():
        before = _pointing(ground)
        response = form.send(visitor, **{name: [value]})
        after = _pointing(ground)
    if after != before:
        yield "has changed: " + ", ".join(key for key in after if after[key] != before[key])
    if response.status_code >= 500:
        yield str(response.status_code)
    if MARK in response.content.decode():
        yield "is told of"


def _pointing(ground: Ground) -> dict[str, Any]:
    """Every row of the other school's things, and every row that points at one."""
    ids = [row.pk for row in ground.other.rows.values()]
    found: dict[str, Any] = {}
    with inside(ground.towns, "sara", "sundby"):
        for model in MODELS:
            rows: Callable[..., Any] = model._default_manager.filter
            for key in model._meta.local_fields:
                if isinstance(key, models.ForeignKey) and issubclass(key.related_model, TenantModel):
                    found[f"{model.__name__}.{key.name}"] = rows(**{f"{key.name}__in": ids}).count()
            found[model.__name__] = sorted(map(repr, rows(pk__in=ids).values_list()))
    return found
