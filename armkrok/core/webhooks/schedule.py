"""When a message is tried again, and when a receiver is given up for now.

The pauses are those that the Standard Webhooks specification recommends: some three days in all.
"""

import random
from datetime import timedelta

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PAUSES = (
    5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
)  # fmt: skip
PATIENCE = timedelta(days=3)
LONGEST_REST = timedelta(hours=1)
KEPT = timedelta(days=30)
OVERLAP = timedelta(days=1)
PARALLEL = 2
SPREAD = 0.1


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after this many failed tries, spread by a tenth; None when there will be no more."""
    if tries > len(PAUSES):
        return None
    return PAUSES[tries - 1] * random.uniform(1, 1 + SPREAD)  # noqa: S311  (nobody gains by guessing)


def rest_after(failures: int) -> timedelta:
    """How long a receiver is left alone after so many failures in a row, whichever the messages were."""
    return min(5 * SECOND * 2 ** min(failures, 12), LONGEST_REST) if failures > PARALLEL else timedelta()


def in_a_while(shortest: float, longest: float) -> int:
    """Some whole number of seconds, so that those who wait do not all come at once."""
    return round(random.uniform(shortest, longest))  # noqa: S311  (nobody gains by guessing)
