"""A process that is killed at a named step: `python -m armkrok.services.signing.tests.dying`.

Every line of input is one deed as JSON. It is done in a forked child, in which the step's function has been
replaced by one that kills the process (signal 9) before or after the real one. The answer is a line with the
child's exit status. The program itself has no such hooks.
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django


def main() -> None:
    """Load everything once, then do deeds until the input ends."""
    django.setup()
    importlib.import_module("armkrok.site.urls")
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _die_at(wanted["at"], wanted["when"])
            _do(wanted)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _die_at(step: str, when: str) -> None:
    module, _, name = step.partition(":")
    place: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        place = getattr(place, part)
    setattr(place, last, _deadly(getattr(place, last), when))


def _deadly(real: Callable[..., Any], when: str) -> Callable[..., Any]:
    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return deadly


def _do(wanted: dict[str, Any]) -> None:
    if wanted["deed"] == "page":
        from django.test import Client

        client = Client(headers={"HX-Request": "true", "Host": "127.0.0.1"})
        for name, value in wanted["cookies"].items():
            client.cookies[name] = value
        client.get(wanted["url"])
    else:
        module, _, name = wanted["deed"].partition(":")
        getattr(importlib.import_module(module), name)(**wanted["with"])


if __name__ == "__main__":
    main()
