"""Deeds at the same moment, each over a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Each deed in a thread of its own, let go together; what they give, in order."""
    gate, results = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], str]) -> None:
        gate.wait()
        try:
            results[number] = deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
