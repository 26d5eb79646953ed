"""`python -m bench.deciding`: microseconds that permission decisions take, when everything is warm.

A decision is what a request needs once it knows who asks and in which organisation: from the roles to the
permissions they give, and whether the demanded one is among them. Every permission of every service is asked
for. Prints JSON: {what: [microseconds, …]}. Needs a seeded database in the environment.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from armkrok.site.cli.django_setup import set_up

ROUNDS = 400
READS = 2000


def main() -> int:
    """Measure and print."""
    set_up()
    from armkrok.core import registry

    found = {"no role": _decided(()), "one role": _decided(("employee",))}
    found["every role"] = _decided(tuple(sorted(registry.roles())))
    found["read"] = _read()
    json.dump(found, sys.stdout)
    return 0


def _decided(roles: tuple[str, ...]) -> list[float]:
    from armkrok.core import registry
    from armkrok.core.access.decide import decide, granted

    keys = [one.key for one in registry.permissions()]

    def all_of_them(rounds: int) -> list[float]:
        return [
            _timed(lambda key=key: decide(key, is_person=True, granted=granted(roles)))  # type: ignore[misc]
            for _ in range(rounds)
            for key in keys
        ]

    all_of_them(20)
    return all_of_them(ROUNDS)


def _read() -> list[float]:
    """The one statement that reads the person's roles and the organisation's services, through the walls."""
    from armkrok.core.access.decide import entry
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.signing.models import SigningRequest

    place = Organisation.objects.exclude(code="").order_by("code")[0]
    with scope(place.pk):
        person_id = SigningRequest.objects.exclude(sender_id=None)[0].sender_id
    with scope(place.pk, person_id):
        times = [_timed(lambda: entry(person_id)) for _ in range(READS + 100)]
    return times[100:]


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - began) / 1000


if __name__ == "__main__":
    sys.exit(main())
