"""Time stamps, mail or disk fail: nothing is lost, and it is done once afterwards."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from armkrok.core.documents.models import StoredFile
from armkrok.core.notifications.mail import deliver
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import issuing
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.actions.completing import seal_later
from armkrok.services.signing.engine import TimestampUnavailable
from armkrok.services.signing.models import Consent, Party, Signature, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.signers import (
    Signing,
    events_of,
    paper,
    report_on,
    signed_count,
    state_of,
    whole,
)
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit
from tests.support.simulators import Simulators, free_port, running

SAVING = "Din underskrift håller på att sparas i dokumentet."
BLOCK = 4096
FULL = "Det går inte att spara filer just nu. Felet är vårt. Försök igen om en stund."
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
STAMP_FAULTS = ("down", "slow", "wrongNonce", "wrongImprint", "reject", "garbage")
SIGNERS = ("karin", "elif", "mikael", "ingrid", "jonas", "lo", "ante")


def queued(task: str) -> int:
    """How many jobs of the kind wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [task]
        )
        return int(cursor.fetchone()[0])


def _append(consent: Consent) -> None:
    append_later(organisation_id=str(consent.organisation_id), act_id=str(consent.act_id))


def _seal(request: SigningRequest) -> None:
    seal_later(organisation_id=str(request.organisation_id), request_id=str(request.pk))


def _unsigned(request: SigningRequest) -> list[Consent]:
    with scope(request.organisation_id):
        return list(Consent.objects.filter(party__request=request, signed_at=None))


def test_signatures_wait_for_the_time_stamp_and_are_never_without(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask(towns, *SIGNERS)
    monkeypatch.setattr(issuing.timestamper(), "timeout", 0.5)
    for number, (key, fault) in enumerate(zip(SIGNERS, (*STAMP_FAULTS, "refused"), strict=True), 1):
        with monkeypatch.context() as patch:
            if fault == "refused":
                patch.setattr(issuing.timestamper(), "url", f"http://127.0.0.1:{free_port()}")
            else:
                simulators.fault(simulators.tsa, fault=fault, **({"seconds": 3} if fault == "slow" else {}))
            page = Signing(visit(key), request).answer(simulators).ended()
            assert SAVING in page.text, fault
            with pytest.raises(TimestampUnavailable):
                _append(_unsigned(request)[-1])
        simulators.heal()
        with scope(request.organisation_id):
            assert events_of(request).count("ConsentGiven") == number
            assert not Signature.objects.filter(document__request=request).exists()
        assert queued("signing.append") == number
    whole(request, 0)
    monkeypatch.undo()
    waiting = _unsigned(request)
    for consent in (*waiting, *waiting):
        _append(consent)
    whole(request, len(SIGNERS))
    assert SAVING not in visit("karin").get(f"/sundby/underskrift/{request.pk}/klart/").text


def test_no_copy_is_sent_before_the_archive_stamp(
    visit: Visit, towns: Settled, ask: Ask, simulators: Simulators
) -> None:
    request = ask(towns, "karin", "elif")
    for key in ("karin", "elif"):
        assert Signing(visit(key), request).answer(simulators).told().endswith("/klart/")
    simulators.fault(simulators.tsa, fault="down")
    for _ in range(2):
        with pytest.raises(TimestampUnavailable):
            _seal(request)
    with scope(request.organisation_id):
        assert state_of(request).state == SigningRequest.State.COMPLETED
        assert not paper(request).is_sealed
        assert not Message.objects.filter(subject__startswith="Klart").exists()
        assert "DocumentSealed" not in events_of(request)
        assert {one.level for one in report_on(request).signatures} == {"B-T"}
    assert queued("signing.seal") == 1
    simulators.heal()
    for _ in range(2):
        _seal(request)
    with scope(request.organisation_id):
        assert paper(request).is_sealed
        assert Message.objects.filter(subject__startswith="Klart").count() == 3  # both, and the sender
        assert events_of(request).count("DocumentSealed") == 1
        assert len(report_on(request).timestamps) == 1
    whole(request, 2)


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Iterator[str]:
    """A mail server that can fail, and the settings that lead to it."""
    port = free_port()
    with ExitStack() as stack:
        url = stack.enter_context(running("armkrok.simulators.mailbox", tmp_path, "--smtp-port", str(port)))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield url


def test_mails_wait_for_the_mail_server_and_are_sent_once(
    towns: Settled, ask: Ask, mailbox: str, settings: Settings, tmp_path: Path
) -> None:
    request = ask(towns, "karin", "elif")
    assert request.state == SigningRequest.State.OPEN
    with scope(request.organisation_id):
        letters = list(Message.objects.all())
    assert len(letters) == 2
    assert queued("notifications.deliver") == 2
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    _none_sent(letters)
    settings.EMAIL_PORT = port
    for fault in ("down", "later", "refuse"):
        httpx.post(f"{mailbox}/control/faults", json={"fault": fault}).raise_for_status()
        _none_sent(letters)
    httpx.delete(f"{mailbox}/control/faults").raise_for_status()
    for letter in (*letters, *letters):
        deliver(organisation_id=str(letter.organisation_id), message_id=str(letter.pk))
    with scope(request.organisation_id):
        assert {one.state for one in Message.objects.all()} == {Message.State.SENT}
    assert len([one for one in (tmp_path / "mails").rglob("*") if one.is_file()]) == 2


def _none_sent(letters: list[Message]) -> None:
    for letter in letters:
        with pytest.raises(OSError):  # noqa: PT011  (refused connections and SMTP's own errors are of that kind)
            deliver(organisation_id=str(letter.organisation_id), message_id=str(letter.pk))
    with scope(letters[0].organisation_id):
        assert {one.state for one in Message.objects.all()} == {Message.State.WAITING}


class SmallDisk:
    """A file system of one megabyte, and a way to fill it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"

    def fill(self, but: int = 0) -> None:
        """Leave only so many bytes."""
        with self.ballast.open("wb", buffering=0) as out:
            try:
                while out.write(bytes(BLOCK)):
                    pass
            except OSError:
                pass
            out.truncate(max(0, out.tell() - but))

    def free(self) -> None:
        """Room again."""
        self.ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A real file system that can be full; needs root to mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system here")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def stored_there(disk: SmallDisk, settings: Settings) -> SmallDisk:
    """Files are stored on the small disk."""
    kept = {**django_settings.STORAGES["default"], "OPTIONS": {"location": disk.folder}}
    settings.STORAGES = {**django_settings.STORAGES, "default": kept}
    return disk


def _upload(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("protokoll.pdf", content, "application/pdf")}


def test_the_store_is_full_when_a_document_comes(
    visit: Visit, towns: Settled, stored_there: SmallDisk
) -> None:
    amina, disk = visit("amina"), stored_there
    disk.fill()
    page = amina.post("/sundby/underskrift/ny/", _upload(minutes()), status=507)
    assert FULL in page.text
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.exists()
        assert not StoredFile.objects.exists()
    assert not [one for one in disk.folder.rglob("*") if one.is_file() and one != disk.ballast]
    disk.free()
    assert amina.follow(amina.post("/sundby/underskrift/ny/", _upload(minutes()))).h1


def test_the_store_is_full_when_a_request_is_sent(
    visit: Visit, towns: Settled, stored_there: SmallDisk
) -> None:
    amina, disk = visit("amina"), stored_there
    at = amina.post("/sundby/underskrift/ny/", _upload(minutes())).leads_to.replace("dokument/", "")
    member = {"deed": "member", "member-member": towns.people["karin"].name}
    amina.post(at + "personer/", member)
    picture = at.replace("ny/", "") + "1/sida/1.webp"
    disk.fill()
    page = amina.post(at + "skicka/", status=409)
    assert FULL in page.text
    assert amina.client.get(picture).status_code == 200  # drawn, though it cannot be kept
    with scope(towns.organisations["sundby"].pk):
        assert SigningRequest.objects.get().state == SigningRequest.State.DRAFT
        assert Party.objects.get().field == ""
        assert not Message.objects.exists()
    disk.free()
    assert amina.post(at + "skicka/").leads_to.endswith("/skickad/")


def test_the_store_is_full_when_somebody_signs(
    visit: Visit, towns: Settled, stored_there: SmallDisk, ask: Ask, simulators: Simulators
) -> None:
    request = ask(towns, "karin", "elif")
    stored_there.fill()
    page = Signing(visit("karin"), request).answer(simulators).ended()
    assert SAVING in page.text
    with scope(request.organisation_id):
        assert signed_count(request) == 0
        assert not Signature.objects.filter(document__request=request).exists()
    assert queued("signing.append") == 1
    stored_there.free()
    _append(_unsigned(request)[0])
    whole(request, 1)


def test_there_is_no_room_to_work(
    visit: Visit, towns: Settled, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload itself, our copy of it, and the rebuilt file: whichever no longer fits."""
    amina = visit("amina")
    monkeypatch.setattr("tempfile.tempdir", str(disk.folder))
    content = minutes() + b"\n%" + bytes(150_000)
    copy = -(-len(content) // BLOCK) * BLOCK
    for room in (0, copy // 2, copy, copy + copy // 2, 2 * copy):
        disk.fill(but=room)
        page = amina.post("/sundby/underskrift/ny/", _upload(content), status=507)
        assert FULL in page.text, room
        assert amina.client.get("/verifiera/").status_code == 200
        page = visit().post("/verifiera/", _upload(content), status=507) if room < 2 * copy else page
        assert FULL in page.text, room
        assert [one for one in disk.folder.rglob("*") if one.is_file()] == [disk.ballast]
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.exists()
    disk.free()
    assert amina.post("/sundby/underskrift/ny/", _upload(content)).leads_to
