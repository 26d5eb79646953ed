"""Child processes: started, watched, started again when they die, and ended together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from armkrok.site.cli.place import Stop

PR_SET_PDEATHSIG = 1
PATIENCE = 120.0
GRACE = 25.0
LOG_LIMIT = 10_000_000
TICK = 0.05


@dataclass(frozen=True)
class Part:
    """One child process; `answers` tells whether it is ready, `name` is also its log file's name."""

    name: str
    title: str
    command: tuple[str, ...]
    answers: Callable[[], bool]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    part: Part
    process: "subprocess.Popen[bytes]"
    started: float
    ready: bool = False
    failures: int = 0


class Stopped(Stop):
    """The person stopped the start before it was done."""

    def __init__(self) -> None:
        super().__init__("Avbrutet.", 130)


class Supervisor:
    """The parts that run. Every method is called from the main thread."""

    def __init__(self, logs: Path, should_stop: Callable[[], bool]) -> None:
        self.logs = logs
        self.should_stop = should_stop
        self._running: dict[str, _Running] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, part: Part) -> None:
        """Start it without waiting for its answer."""
        before = self._running.get(part.name)
        failures = before.failures if before else 0
        self._running[part.name] = _Running(part, self._spawn(part), time.monotonic(), failures=failures)

    def wait_until_ready(self) -> None:
        """Return when every part answers; raise Stop when one ends or takes over two minutes."""
        until = time.monotonic() + PATIENCE
        while waiting := [one for one in self._running.values() if not one.ready]:
            for one in waiting:
                if one.process.poll() is not None:
                    raise Stop(f"{one.part.title} startade inte: {self.last_line(one.part)}")
                one.ready = one.part.answers()
            if self.should_stop():
                raise Stopped
            if time.monotonic() > until:
                raise Stop(f"{waiting[0].part.title} svarar inte. Se {self.log_of(waiting[0].part)}")
            time.sleep(TICK)

    def watch(self) -> None:
        """Start again whatever dies, after a pause that grows with each failure, until told to stop."""
        while not self.should_stop():
            for one in list(self._running.values()):
                self._mend(one)
            time.sleep(0.2)

    def stop(self, order: Iterable[tuple[str, ...]]) -> None:
        """End the parts, one group of names after the other; what does not end in time is killed."""
        for names in order:
            group = [self._running.pop(name) for name in names if name in self._running]
            for one in group:
                _signal(one.process.pid, signal.SIGTERM)
            until = time.monotonic() + GRACE
            for one in group:
                _reap(one.process, until)

    def log_of(self, part: Part) -> Path:
        """Where the part's output goes."""
        return self.logs / f"{part.name}.log"

    def last_line(self, part: Part) -> str:
        """The last thing the part said."""
        lines = self.log_of(part).read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "den sade ingenting."

    def _mend(self, one: _Running) -> None:
        if one.process.poll() is None:
            return
        _kill_group(one.process.pid)
        if time.monotonic() - one.started > PATIENCE:
            one.failures = 0
        if time.monotonic() - one.started < min(2.0**one.failures - 1, 30.0):
            return
        one.failures += 1
        print(f"{one.part.title} dog och startas igen. Se {self.log_of(one.part)}", file=sys.stderr)
        self.start(one.part)

    def _spawn(self, part: Part) -> "subprocess.Popen[bytes]":
        log = self.log_of(part)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as out:
            return subprocess.Popen(
                part.command,
                env={**os.environ, **part.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # safe: no threads of ours run while parts start
            )


def _die_with_parent() -> None:
    """Linux ends the child when the supervisor itself is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _reap(process: "subprocess.Popen[bytes]", until: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(max(0.1, until - time.monotonic()))
    _kill_group(process.pid)
    process.wait()
