"""What the school's tests lean on: a school, and the suppliers and the federation as running processes."""

from collections.abc import Iterator

import pytest

from armkrok.services.school.models import Source
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground
from armkrok.site.settling import Settled
from tests.support import school_orders
from tests.support.people import inside
from tests.support.suppliers import Suppliers, supplier_processes, suppliers

__all__ = ["supplier_processes", "suppliers"]


@pytest.fixture
def furnished(towns: Settled) -> None:
    """Sundby has a school where things can be bought."""
    with inside(towns, "sara"):
        school_orders.furnish(towns)


@pytest.fixture
def source(towns: Settled) -> Iterator[Source]:
    """A school system that leaves files; the test is inside Sundby."""
    with inside(towns, "sara"):
        yield Source.objects.create(kind="csv", name="Elevsystemet")


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    """A small school of Sundby's, and a receiver that is to have it."""
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)
