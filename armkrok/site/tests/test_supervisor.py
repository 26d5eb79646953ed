"""Child processes are started, watched and ended; none is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from armkrok.site.cli.place import ROOT, Stop
from armkrok.site.cli.ports import choose, is_free
from armkrok.site.cli.supervisor import Part, Supervisor

SLEEPER = "import time; time.sleep(60)"
# A part with a child of its own, both writing their process ids.
FAMILY = """
import os, pathlib, subprocess, sys, time
stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", stubborn])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


class Watch:
    """Tells the supervisor to stop once a condition holds, or after twenty seconds."""

    def __init__(self) -> None:
        self.condition: Callable[[], bool] = lambda: False
        self.until = time.monotonic() + 20

    def __call__(self) -> bool:
        return self.condition() or time.monotonic() > self.until


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def supervisor(tmp_path: Path, watch: Watch) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "log", watch)
    yield made
    made.stop([("part", "other")])


def python(code: str, *arguments: str, answers: Callable[[], bool] = lambda: True) -> Part:
    return Part("part", "Delen", (sys.executable, "-c", code, *arguments), answers)


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def pids(path: Path) -> list[int]:
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_a_part_that_dies_is_started_again(supervisor: Supervisor, watch: Watch, tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    code = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(60)"
    supervisor.start(python(code, str(noted)))
    supervisor.wait_until_ready()
    assert wait_for(lambda: len(pids(noted)) == 1)
    os.kill(pids(noted)[0], signal.SIGKILL)
    watch.condition = lambda: len(pids(noted)) == 2
    supervisor.watch()
    assert len(pids(noted)) == 2
    assert is_alive(pids(noted)[1])


def test_a_part_that_cannot_start_is_reported_in_one_sentence(supervisor: Supervisor) -> None:
    supervisor.start(python("import sys; sys.exit('Porten är upptagen.')", answers=lambda: False))
    with pytest.raises(Stop, match=r"^Delen startade inte: Porten är upptagen\.$"):
        supervisor.wait_until_ready()


def test_stopping_ends_a_part_with_its_children(supervisor: Supervisor, tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    supervisor.start(python(FAMILY, str(noted)))
    assert wait_for(lambda: len(pids(noted)) == 2)
    assert all(is_alive(pid) for pid in pids(noted))
    supervisor.stop([("part",)])
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(noted)))


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    code = f"""
import sys
from pathlib import Path
from armkrok.site.cli.supervisor import Part, Supervisor
one = Supervisor(Path({str(tmp_path)!r}), lambda: False)
one.start(Part("part", "Delen", (sys.executable, "-c", {SLEEPER!r}), lambda: True))
Path({str(noted)!r}).write_text(str(one._running["part"].process.pid))
one.watch()
"""
    killed = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    assert wait_for(lambda: bool(pids(noted)))
    assert is_alive(pids(noted)[0])
    killed.kill()
    killed.wait()
    assert wait_for(lambda: not is_alive(pids(noted)[0]))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_make_alone_reaches_what_it_runs(tmp_path: Path, number: signal.Signals) -> None:
    code = (
        "import time\nfrom armkrok.site.cli.stopping import StopSigns\nsigns = StopSigns()\n"
        "print('ready', flush=True)\n"
        "while not signs.is_told(): time.sleep(0.05)\n"
        "print('told', flush=True)"
    )
    (tmp_path / "wait.py").write_text(code)
    (tmp_path / "Makefile").write_text(f"all:\n\t@exec {sys.executable} {tmp_path / 'wait.py'}\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        ["make"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=_heeding
    ) as made:
        try:
            assert made.stdout
            assert made.stdout.readline() == "ready\n"
            made.send_signal(number)
            assert made.stdout.readline() == "told\n"
            assert made.wait(10) != 0
        finally:
            made.kill()


def _heeding() -> None:
    """Whoever starts the tests in the background may have it that a keyboard's signal is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ports_follow_the_first_and_skip_what_is_taken(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(Stop, match=f"Porten {port} är upptagen"):
            choose(port, 2)
        chosen = choose(port - 1, 3) if is_free(port - 1) else ()
        assert port not in chosen
        assert len(set(chosen)) == len(chosen)
