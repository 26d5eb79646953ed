"""Running engine functions on hostile files in another process, with bounds on time and memory.

One small pool of worker processes per process of ours, started at the first use and reused. A worker that
runs too long is killed and replaced. The workers come from a fork server, which imports the engine once, so
a replacement is ready in milliseconds; nothing of the web process (sockets, locks, database) is inherited.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.util import Finalize
from typing import Generic, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from armkrok.services.signing.engine.errors import Unfinished

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2
MEMORY = 3 * 1024**3
SECONDS = 30.0
_LONGEST_QUEUE = 60.0
_TASKS_PER_WORKER = 500  # a fresh process now and then, against leaks in native code
_LOADED_BEFORE_FORK = (
    "armkrok.services.signing.engine.prepare",
    "armkrok.services.signing.engine.rebuild",
    "armkrok.services.signing.engine.render",
    "armkrok.services.signing.engine.validation.validate",
)


@dataclass(frozen=True)
class InWorker(Generic[R]):
    """A function of the engine that is imported where it runs. Only ``guarded`` makes these, each tested."""

    module: str
    name: str

    def __call__(self, *args: object) -> R:
        """Load and call it."""
        result: R = getattr(import_module(self.module), self.name)(*args)
        return result


@dataclass
class _Pool:
    """The pool of the process it was made in; a forked child makes its own."""

    processes: ProcessPool
    owner: int


_lock = threading.Lock()
_pool: _Pool | None = None


def bounded(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a picklable function in a worker. Its own errors pass through.

    Raises Unfinished: "timeout" after ``seconds`` of work (or a minute in the queue), "memory" or "crashed".
    Safe from any thread; blocks the calling one.
    """
    task = _processes().schedule(_limited, args=(seconds, function, args, kwargs), timeout=seconds)
    try:
        result: T = task.result(timeout=seconds + _LONGEST_QUEUE)
    except (LateError, CancelledError) as error:
        task.cancel()  # type: ignore[no-untyped-call]
        raise Unfinished("timeout") from error
    except ProcessExpired as error:
        raise Unfinished("crashed", str(error.exitcode)) from error
    except MemoryError as error:
        raise Unfinished("memory") from error
    return result


def shut_down() -> None:
    """Stop the workers of this process, if any. A later call starts new ones."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None and pool.owner == os.getpid():
        pool.processes.stop()  # type: ignore[no-untyped-call]
        pool.processes.join()


def _processes() -> ProcessPool:
    global _pool
    with _lock:
        if _pool is None or _pool.owner != os.getpid() or not _pool.processes.active:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(list(_LOADED_BEFORE_FORK))
            processes = ProcessPool(
                max_workers=WORKERS, max_tasks=_TASKS_PER_WORKER, initializer=_prepare, context=context
            )
            _pool = _Pool(processes, os.getpid())
            # Not atexit: a process of multiprocessing (as granian's are) never comes to it, but waits for its
            # children first, and these would not end by themselves.
            Finalize(None, shut_down, exitpriority=100)
        return _pool.processes


def _prepare() -> None:
    """In the worker: cap the memory, and leave no core files with people's documents."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(
    seconds: float, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
) -> T:
    """In the worker: allow this task its seconds of processor time, and some for the next to begin."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime + seconds) + 5
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    return function(*args, **kwargs)
