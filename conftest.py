"""Fixtures for every test: its database, and our people. Run the tests as `python -m pytest`."""

from tests.support.databases import *  # noqa: F403
from tests.support.mandates import mandate_register, mandates  # noqa: F401
from tests.support.minute import one_minute  # noqa: F401
from tests.support.people import towns, visit  # noqa: F401
from tests.support.simulators import simulator_pair, simulators  # noqa: F401
from tests.support.softhsm import softhsm  # noqa: F401
