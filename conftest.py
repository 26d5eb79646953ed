"""Where the tests get their database: see tests/support/databases.py."""

from tests.support.databases import *  # noqa: F403
from tests.support.people import towns, visit  # noqa: F401
from tests.support.simulators import simulator_pair, simulators  # noqa: F401
