"""Requests that are signed, sealed and done with, for the archive's tests."""

from __future__ import annotations

from collections.abc import Callable

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing import retention
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import (
    SigningRequest,
)
from armkrok.services.signing.policy import starting_set
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.test_story import sign
from armkrok.site.settling import settle
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

Done = Callable[..., SigningRequest]


def finishing(ask: Ask, simulators: Simulators) -> Done:
    """`done()`: Amina's request, signed by Karin and Elif, sealed; with `years` its type is one to cull."""

    def done(*, years: int | None = None, people: tuple[str, ...] = ("karin", "elif")) -> SigningRequest:
        towns = settle()
        request = ask(towns, *people)
        for key in people:
            sign(Visitor(towns.people[key]), request, simulators)
        seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))
        with scope(request.organisation_id):
            request = SigningRequest.objects.get(pk=request.pk)
            if years is not None:
                request.type_values = culled_after(years)
                request.cull_from = retention.first_day(request)
                request.save(update_fields=["type_values", "cull_from"])
            return request

    return done


def culled_after(years: int) -> dict[str, object]:
    """A document type's values with a rule to cull."""
    kind = next(one for one in starting_set(today()).values() if not one.is_blocked)
    return kind.values() | {"retention": {"action": "cull", "trigger": "completed", "years": years}}
