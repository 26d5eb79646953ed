"""Three web and two worker processes on one database and one S3 store; some are killed while people sign."""

import asyncio
import json
import re
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.crowd import DONE, Outcome, Visit, log_in, sign
from tests.distributed.cluster import Cluster, cluster
from tests.distributed.servers import servers, store, what_is_missing

pytestmark = [
    pytest.mark.distributed,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(what_is_missing()), reason=f"not installed: {what_is_missing()}"),
]
PEOPLE, DOCUMENTS = 24, 3
WEBS, WORKERS = ("web-1", "web-2", "web-3"), ("worker-1", "worker-2")
PATIENCE = 240.0
LEAK = re.compile(r"\b(?:19|20)\d{6}-?\d{4}\b|[\w.+-]+@[\w-]+\.[a-z]{2,}")
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
SIGNED = "SELECT count(*) FROM signing_consent WHERE signed_at IS NOT NULL"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """All five, ready, with documents that wait for signatures."""
    home = tmp_path_factory.mktemp("many")
    with servers() as database, store() as files, cluster(home, database, files) as made:
        made.run("bench.preparing", str(PEOPLE), str(DOCUMENTS), str(home / "crowd.json"))
        for name in WEBS:
            made.start_web(name)
        for name in WORKERS:
            made.start_worker(name)
        made.wait_until_ready()
        yield made


def test_nothing_is_lost_when_processes_are_killed_under_load(many: Cluster) -> None:
    people = json.loads((many.home / "crowd.json").read_text())
    asyncio.run(_everybody(many, people))
    assert _is_quiet(many)  # what a killed process had begun is finished by a job
    assert many.count(SIGNED) == PEOPLE
    judged: dict[str, Any] = json.loads(many.run("bench.judging"))
    assert len(judged["files"]) == DOCUMENTS
    for one in judged["files"]:
        assert one["verdict"] == "valid"
        assert one["signatures"] == PEOPLE // DOCUMENTS
        assert one["sealed"]
    assert not (many.home / "web-1" / "files").exists()  # every file is in the store
    many.run("armkrok.site.cli.main", "audit", "verify")
    logs = {path.name: path.read_text() for path in many.home.glob("*.log")}
    assert len(logs) == len(WEBS) + len(WORKERS)
    leaks = {name: len(LEAK.findall(text)) for name, text in logs.items()}
    assert leaks == dict.fromkeys(logs, 0)
    assert [name for name, text in logs.items() if any(one["name"] in text for one in people)] == []


async def _everybody(many: Cluster, people: list[dict[str, Any]]) -> None:
    """Log in at any web; then all sign at once, while one web and one worker are killed and come back."""
    gate = asyncio.Semaphore(6)
    webs = [f"http://127.0.0.1:{port}" for port in many.webs.values()]
    began = time.perf_counter()
    came = await asyncio.gather(
        *(log_in(webs[n % 3], many.bankid, one, gate, began) for n, one in enumerate(people))
    )
    assert [one.error for one in came if one.error] == []
    for one, outcome in zip(people, came, strict=True):
        one["cookies"] = outcome.cookies
    signing = [asyncio.create_task(_persist(webs, n, one)) for n, one in enumerate(people)]
    await _until(many, PEOPLE // 5)
    many.kill("web-1")
    many.kill("worker-1")
    await _until(many, PEOPLE // 2)
    many.start_web("web-1")
    many.start_worker("worker-1")
    await asyncio.gather(*signing)


async def _persist(webs: list[str], place: int, one: dict[str, Any]) -> None:
    """Sign; when the web goes away, go to another one and go on, as a person behind a load balancer would."""
    end = time.monotonic() + PATIENCE
    outcome = Outcome(error="never tried")
    while time.monotonic() < end:
        web = webs[place % len(webs)]
        outcome = await sign(web, one, time.perf_counter())
        if not outcome.error or await _has_signed(web, one):
            return
        place += 1
        await asyncio.sleep(0.5)
    raise AssertionError(outcome.error)


async def _has_signed(web: str, one: dict[str, Any]) -> bool:
    """Whether the page of the errand says that it is done: the answer came, but its page was lost."""
    visit = Visit(web, one["cookies"])
    try:
        page = await visit.get(one["address"], (200, 302, 404, 409, 410))
        return DONE in page.body or page.headers.get("location", "").endswith("/klart/")
    except (LookupError, OSError, asyncio.IncompleteReadError):
        return False
    finally:
        visit.browser.close()


async def _until(many: Cluster, signed: int) -> None:
    end = time.monotonic() + PATIENCE
    while many.count(SIGNED) < signed:
        assert time.monotonic() < end, "nobody signs any more"
        await asyncio.sleep(0.1)


def _is_quiet(many: Cluster) -> bool:
    """Whether every job is done, those of the killed worker too."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if many.count(WAITING) == 0:
            return True
        time.sleep(0.5)
    return False


def test_two_processes_share_files_in_the_store(many: Cluster, tmp_path: Path) -> None:
    """What one process stores the other reads, and a backup holds it."""
    writer = (
        "from armkrok.site.cli.django_setup import set_up; set_up();"
        "from django.core.files.base import ContentFile;"
        "from django.core.files.storage import default_storage;"
        "print(default_storage.save('prov/{0}', ContentFile(b'{0}')))"
    )
    reader = (
        "from armkrok.site.cli.django_setup import set_up; set_up();"
        "from django.core.files.storage import default_storage;"
        "print(default_storage.open('prov/{0}').read().decode(), default_storage.size('prov/{0}'))"
    )
    for word in ("ett", "tva"):
        (tmp_path / "written.py").write_text(writer.format(word))
        assert many.script(tmp_path / "written.py", f"writer-{word}").strip() == f"prov/{word}"
    for word in ("ett", "tva"):
        (tmp_path / "read.py").write_text(reader.format(word))
        assert many.script(tmp_path / "read.py", f"reader-{word}").strip() == f"{word} 3"
    many.run("armkrok.site.cli.main", "backup", str(tmp_path / "backup.tar.gz"))
    with tarfile.open(tmp_path / "backup.tar.gz") as tar:
        names = tar.getnames()
    assert {"database.dump", "files/prov/ett", "files/prov/tva"} <= set(names)
    assert len([name for name in names if name.startswith("files/")]) > DOCUMENTS
