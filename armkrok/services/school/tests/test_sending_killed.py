"""A process that is killed in the middle, with no time to say goodbye: what the next one does."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import quote

import pytest
from django.db import connections

from armkrok.services.school.models import PupilGroup, Receiver, SendBatch
from armkrok.services.school.sending import run
from armkrok.services.school.sending.ending import Busy
from armkrok.services.school.sending.turns import turn
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, State
from armkrok.site.settling import settle
from tests.support.suppliers import Suppliers

PUPILS = 60
PROGRAM = """
import sys
from uuid import UUID
from armkrok.site.cli.django_setup import set_up
set_up()
from django.conf import settings
settings.OUTGOING_HOSTS = ["127.0.0.1"]
from armkrok.services.school.sending import run
run.perform(UUID(sys.argv[1]), UUID(sys.argv[2]))
"""


@pytest.fixture
def ground(committed_db: None, suppliers: Suppliers) -> Ground:
    made = sending_ground.made(settle().organisations["sundby"].pk, suppliers)
    with made.here():
        group = PupilGroup.objects.get(name="8A")
        for number in range(PUPILS - 8):
            sending_ground.join(group, f"Elev{number} Många")
    return made


def _address() -> str:
    found = connections["default"].settings_dict
    host = quote(str(found["HOST"]), safe="")
    return (
        f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={host}&port={found['PORT']}"
    )


def _killed(ground: Ground, run_id: object, requests: int) -> None:
    """Carry the run out in a process of its own, and kill it after so many requests."""
    environment = os.environ | {"DATABASE_URL": _address(), "DATABASE_JOBS_URL": _address()}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(ground.organisation_id), str(run_id)], env=environment
    )
    end = time.monotonic() + 120
    while len(ground.suppliers.log) < requests and time.monotonic() < end:
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.05)
    process.kill()
    process.wait()


def test_a_killed_run_goes_on_and_creates_nothing_twice(ground: Ground) -> None:
    ground.adjust(per_second=12, connections=4)
    with ground.here():
        made = run.begin(Receiver.objects.get(pk=ground.receiver_id))
    _killed(ground, made.pk, 30)
    with ground.here():
        begun = sum(len(one.sent_ids) for one in SendBatch.objects.all())
    assert begun, "it was killed between two batches"
    before = Counter(_created(ground))
    ground.adjust(per_second=None)
    done = ground.perform(made)
    assert (done.state, done.why) == (State.DONE, "")
    created = Counter(_created(ground))
    assert len(created) == PUPILS + 11
    assert set(created.values()) == {1}, "nothing was created twice"
    assert not [one for one in ground.suppliers.log if one["status"] == 409]
    replaced = [one for one in ground.suppliers.log if one["method"] == "PUT"]
    assert len(replaced) == begun, "and no more was written again than what was in doubt"
    assert sum(before.values()) < PUPILS
    with ground.here():
        assert not SendBatch.objects.exists()
    assert ground.send().done == {}, "everything is as it was told"
    assert ground.requests == []


def _created(ground: Ground) -> list[str]:
    """External ids that were created, each as often as it was."""
    return [
        json.loads(one["body"])["externalId"]
        for one in ground.suppliers.log
        if one["method"] == "POST" and one["status"] == 201
    ]


def test_two_runs_towards_a_receiver_take_turns(ground: Ground) -> None:
    with ground.here():
        made = run.begin(Receiver.objects.get(pk=ground.receiver_id))
    with turn(ground.receiver_id) as ours:
        assert ours
        with pytest.raises(Busy):
            ground.perform(made)
        assert ours.still_ours()
    assert ground.requests == []
    assert ground.perform(made).state == State.DONE
    ground.perform(made)  # a job may run twice
    assert len(ground.requests) == PUPILS + 11
