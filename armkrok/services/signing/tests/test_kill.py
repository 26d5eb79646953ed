"""kill -9 at each step from the e-ID's answer to the stored file: signed exactly once, or offered again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from armkrok.core.documents.jobs import sweep_one
from armkrok.core.documents.models import StoredFile
from armkrok.core.eid.models import EidOrder
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.models import Consent, Party, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import Signing, events_of, paper, state_of, whole
from armkrok.site.embedded import addresses
from armkrok.site.settling import Settled, settle
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

KILLED = -9
APPENDING = "SELECT status, attempts, scheduled_at FROM procrastinate_jobs WHERE task_name = 'signing.append'"
ACTIONS = "armkrok.services.signing.actions"
LOST = (
    # the e-ID's answer had not been stored: the signing is offered again
    (f"{ACTIONS}.signing:_verified_and_kept", "before"),
    (f"{ACTIONS}.signing:append_later.defer_in", "before"),
    (f"{ACTIONS}.signing:_kept", "after"),
)
KEPT = (
    # it had: the job signs
    (f"{ACTIONS}.signing:append_now", "before"),
    (f"{ACTIONS}.appending:_signed", "before"),
    (f"{ACTIONS}.appending:sign", "after"),
    (f"{ACTIONS}.appending:files.store", "before"),
    (f"{ACTIONS}.appending:files.store", "after"),
    (f"{ACTIONS}.appending:advance", "after"),
    (f"{ACTIONS}.signing:cancel", "after"),
)
IN_THE_JOB = KEPT[1:-1]
SEALING = (
    (f"{ACTIONS}.completing:archive_stamp.stamped", "before"),
    (f"{ACTIONS}.completing:archive_stamp.stamped", "after"),
    (f"{ACTIONS}.completing:_tell", "after"),
)

Die = Callable[..., int]


def environment(simulators: Simulators) -> dict[str, str]:
    """What another process needs to be one of ours, on this test's database and simulators."""
    urls = addresses(os.environ["ARMKROK_TEST_SUPERUSER_URL"], connection.settings_dict["NAME"])
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "armkrok.site.settings",
        "DATABASE_URL": urls.application,
        "DATABASE_OWNER_URL": urls.owner,
        "ARMKROK_BANKID_URL": simulators.bankid,
        "ARMKROK_BANKID_ROOT": settings.BANKID["root"],
        "ARMKROK_TSA_URL": simulators.tsa,
        "ARMKROK_TSA_ROOT": settings.TSA_ROOT,
    }


@pytest.fixture
def people(committed_db: None, simulators: Simulators) -> Settled:
    """Both towns, committed."""
    return settle()


@pytest.fixture
def die(people: Settled, simulators: Simulators) -> Iterator[Die]:
    """`die(step, deed, ...)` does a deed in a process that is killed at the step; its exit status."""
    command = [sys.executable, "-m", "armkrok.services.signing.tests.dying"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=environment(simulators), **pipes)

    def die(step: tuple[str, str], deed: str, **more: Any) -> int:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"at": step[0], "when": step[1], "deed": deed, **more}) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield die
    process.communicate()


def _poll_dies(die: Die, step: tuple[str, str], signing: Signing) -> int:
    cookies = {name: one.value for name, one in signing.visitor.client.cookies.items()}
    return die(step, "page", url=signing.page + "lage/", cookies=cookies)


def _by_job(request: SigningRequest, times: int = 2) -> None:
    """The jobs of the queue, more than once, as a queue that delivers at least once may."""
    organisation_id = str(request.organisation_id)
    with scope(request.organisation_id):
        acts = list(Consent.objects.filter(party__request=request).values_list("act_id", flat=True))
    for _ in range(times):
        for act_id in acts:
            append_later(organisation_id=organisation_id, act_id=str(act_id))
        seal_later(organisation_id=organisation_id, request_id=str(request.pk))


def _ended_well(request: SigningRequest, step: tuple[str, str]) -> None:
    """Signed, completed and sealed once; one receipt each; every row has its bytes, and the bytes a row."""
    whole(request, 1)
    with scope(request.organisation_id):
        found = state_of(request)
        assert paper(request).is_sealed, step
        assert found.state == SigningRequest.State.COMPLETED
        assert Consent.objects.filter(party__request=request).count() == 1
        assert not Party.objects.filter(state=Party.State.CONSENTED).exists()
        for event in ("ConsentGiven", "RequestCompleted", "DocumentSealed"):
            assert events_of(request).count(event) == 1, (step, event)
        letters = Message.objects.filter(subject__startswith="Klart", body__contains=str(request.pk))
        assert letters.count() == 2, step


def _no_strays(organisation_id: Any) -> None:
    """What a killed process left in the store goes with the nightly sweep; what is in use stays."""
    folder = Path(settings.FILES) / str(organisation_id)
    old = (now() - timedelta(days=2)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (old, old))
    sweep_one(organisation_id)
    with scope(organisation_id):
        known = set(StoredFile.objects.values_list("sha256", flat=True))
    assert {path.name for path in folder.rglob("*") if path.is_file()} == known


def _queued(task: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [task])
        return int(cursor.fetchone()[0])


def test_killed_before_the_answer_is_stored(
    people: Settled, ask: Ask, simulators: Simulators, die: Die
) -> None:
    for step in LOST:
        request = ask(people, "karin")
        signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
        assert _poll_dies(die, step, signing) == KILLED, step
        with scope(request.organisation_id):
            assert not Consent.objects.filter(party__request=request).exists(), step
            assert "ConsentGiven" not in events_of(request)
        assert signing.order.state == EidOrder.State.PENDING
        signing.hurry()
        page = signing.ended()
        assert "Något gick fel. Försök igen." in page.text, step
        assert signing.again(page).answer(simulators).told().endswith("/klart/"), step
        _by_job(request)
        _ended_well(request, step)


def test_killed_after_the_answer_is_stored(
    people: Settled, ask: Ask, simulators: Simulators, die: Die
) -> None:
    for number, step in enumerate(KEPT, 1):
        request = ask(people, "karin")
        signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
        assert _poll_dies(die, step, signing) == KILLED, step
        whole(request, 0)
        assert _queued("signing.append") == number, step
        assert signing.told().endswith("/klart/")
        page = signing.visitor.get(f"/sundby/underskrift/{request.pk}/klart/")
        assert "Din underskrift håller på att sparas" in page.text
        _by_job(request)
        _ended_well(request, step)
    _no_strays(people.organisations["sundby"].pk)


def test_killed_after_the_file_is_stored(people: Settled, ask: Ask, simulators: Simulators, die: Die) -> None:
    """Only the browser's answer is missing; the next poll gets it, and no job is left."""
    request = ask(people, "karin")
    signing = Signing(Visitor(people.people["karin"]), request).answer(simulators)
    step = (f"{ACTIONS}.signing:append_now", "after")
    assert _poll_dies(die, step, signing) == KILLED
    whole(request, 1)
    assert _queued("signing.append") == 0
    assert signing.told().endswith("/klart/")
    _by_job(request)
    _ended_well(request, step)


def test_killed_in_the_job(people: Settled, ask: Ask, simulators: Simulators, die: Die) -> None:
    karin = Visitor(people.people["karin"])
    for step in IN_THE_JOB:
        request = ask(people, "karin")
        simulators.fault(simulators.tsa, fault="down")
        assert Signing(karin, request).answer(simulators).told().endswith("/klart/")
        simulators.heal()
        with scope(request.organisation_id):
            consent = Consent.objects.get(party__request=request)
        names = {"organisation_id": str(request.organisation_id), "act_id": str(consent.act_id)}
        assert die(step, f"{ACTIONS}.appending:append_later", **{"with": names}) == KILLED, step
        whole(request, 0)
        _by_job(request)
        _ended_well(request, step)


def test_killed_while_sealing(people: Settled, ask: Ask, simulators: Simulators, die: Die) -> None:
    karin = Visitor(people.people["karin"])
    for step in SEALING:
        request = ask(people, "karin")
        assert Signing(karin, request).answer(simulators).told().endswith("/klart/")
        names = {"organisation_id": str(request.organisation_id), "request_id": str(request.pk)}
        assert die(step, f"{ACTIONS}.completing:seal_later", **{"with": names}) == KILLED, step
        with scope(request.organisation_id):
            assert not paper(request).is_sealed
            assert not Message.objects.filter(subject__startswith="Klart", body__contains=str(request.pk))
        whole(request, 1)
        _by_job(request)
        _ended_well(request, step)


@contextmanager
def _worker(simulators: Simulators, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker; silent workers count as dead after three seconds."""
    more = {"ARMKROK_WORKER_STALLED": "3", "ARMKROK_TSA_TIMEOUT": "60", "ARMKROK_LOG": "INFO"}
    command = [sys.executable, "-m", "armkrok.site.cli.main", "worker"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=environment(simulators) | more, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until(is_so: Callable[[], bool], what: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.3)


def _job(*states: str) -> dict[str, Any]:
    """The one job that appends, if it is in one of the states."""
    with connection.cursor() as cursor:
        cursor.execute(APPENDING)
        rows = [dict(zip(("status", "attempts", "at"), row, strict=True)) for row in cursor.fetchall()]
    return next((row for row in rows if row["status"] in states), {})


def test_a_real_worker_tries_again_and_another_rescues_what_a_killed_one_was_doing(
    people: Settled, ask: Ask, simulators: Simulators, tmp_path: Path
) -> None:
    request = ask(people, "karin")
    simulators.fault(simulators.tsa, fault="down")
    assert Signing(Visitor(people.people["karin"]), request).answer(simulators).told().endswith("/klart/")
    with _worker(simulators, tmp_path / "1.log") as first:
        _until(lambda: _job("todo").get("attempts", 0) > 0, "not tried again")
        assert _job("todo")["at"] > now()
        simulators.heal()
        simulators.fault(simulators.tsa, fault="slow", seconds=45)
        _until(lambda: bool(_job("doing")), "not tried again")
        time.sleep(1)
        first.kill()
        first.wait()
    simulators.heal()
    assert _job("doing")
    whole(request, 0)
    with _worker(simulators, tmp_path / "2.log"):
        _until(lambda: not _job("todo", "doing"), "the job of the killed worker was not done")
        _until(lambda: _sealed(request), "not sealed")
    _by_job(request)
    _ended_well(request, ("worker", "killed"))


def _sealed(request: SigningRequest) -> bool:
    with scope(request.organisation_id):
        return paper(request).is_sealed
