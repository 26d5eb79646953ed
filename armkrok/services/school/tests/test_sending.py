"""What goes to a receiver: the first run, and what each change in the roster leads to."""

import pytest

from armkrok.services.school.models import Membership, PupilGroup, RosterPerson, SendRun
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.suppliers import Suppliers, supplier_processes, suppliers  # noqa: F401


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


def test_a_first_run_creates_everything_in_order(ground: Ground) -> None:
    made = ground.send()
    assert (made.state, made.why) == (State.DONE, "")
    assert list(dict.fromkeys(ground.requests)) == [
        "POST Organisations", "POST SchoolUnitGroups", "POST SchoolUnits", "POST Users", "POST Employments",
        "POST StudentGroups", "POST Activities",
    ]  # fmt: skip
    assert len(ground.requests) == 1 + 1 + 1 + 8 + 2 + 2 + 2 + 2
    assert made.done["Student"] == {"create": 8}


def test_nothing_is_sent_when_nothing_has_changed(ground: Ground) -> None:
    ground.send()
    made = ground.send()
    assert (made.state, ground.requests) == (State.DONE, [])
    assert made.planned["Student"] == {"create": 0, "update": 0, "delete": 0, "same": 8}


def test_a_new_name_is_one_replacement(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(given_name="Älva")
        alva = str(RosterPerson.objects.get(given_name="Älva").source_id)
    ground.send()
    assert ground.requests == ["PUT Users"]
    assert ground.objects("Users")[alva]["name"]["givenName"] == "Älva"
