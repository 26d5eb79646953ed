"""Sessions with a hardware security module over PKCS #11 (OASIS, version 2.40): a pool with a limit.

Who finds every session taken waits, and is refused in the end. When the token has been away, the library is
started anew as soon as nobody uses it. A refused PIN is never tried twice by one process: a token locks
itself after a few wrong ones.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import pkcs11
from pkcs11 import exceptions

from armkrok.services.signing.engine.errors import KeyUnavailable

_OS_LOCKING_OK = 2  # CKF_OS_LOCKING_OK
_CODES: dict[type[Exception], str] = {
    exceptions.PinIncorrect: "wrong_pin",
    exceptions.PinInvalid: "wrong_pin",
    exceptions.PinLenRange: "wrong_pin",
    exceptions.PinLocked: "pin_locked",
    exceptions.SessionCount: "busy",
    exceptions.NoSuchKey: "no_such_key",
    exceptions.MultipleObjectsReturned: "ambiguous_key",
    exceptions.MultipleTokensReturned: "ambiguous_token",
}
_FINAL = frozenset({"wrong_pin", "pin_locked"})


@dataclass(frozen=True)
class TokenSettings:
    """Which token, and how to use it: at most ``sessions`` at once, ``wait`` seconds for a free one."""

    module: str
    token: str
    pin: str
    sessions: int = 4
    wait: float = 5.0

    def __repr__(self) -> str:
        return f"TokenSettings({self.module}, {self.token})"  # the PIN stays out of logs


class _InitializeArguments(ctypes.Structure):
    """CK_C_INITIALIZE_ARGS."""

    _fields_ = (
        ("create_mutex", ctypes.c_void_p),
        ("destroy_mutex", ctypes.c_void_p),
        ("lock_mutex", ctypes.c_void_p),
        ("unlock_mutex", ctypes.c_void_p),
        ("flags", ctypes.c_ulong),
        ("reserved", ctypes.c_void_p),
    )


class _Library:
    """A loaded module, initialised for use by several threads.

    python-pkcs11 calls C_Initialize without arguments, which tells the module that one thread uses it. Ours
    are several, so the module is ended again and started with CKF_OS_LOCKING_OK.
    """

    def __init__(self, path: str) -> None:
        try:
            self.loaded = pkcs11.lib(path)
            self.loaded.finalize()
            self._direct = ctypes.CDLL(path)
        except (exceptions.PKCS11Error, OSError) as error:
            raise KeyUnavailable("no_module", path) from error

    def restart(self) -> None:
        """End and start; every session is gone afterwards."""
        self._direct.C_Finalize(None)
        arguments = _InitializeArguments(flags=_OS_LOCKING_OK)
        result = self._direct.C_Initialize(ctypes.byref(arguments))
        if result:
            raise KeyUnavailable("token_away", f"C_Initialize 0x{result:x}")


_library = lru_cache(maxsize=4)(_Library)


class SessionPool:
    """Sessions with one token, logged in as its user."""

    def __init__(self, settings: TokenSettings) -> None:
        self.settings = settings
        self._changed = threading.Condition()
        self._token: pkcs11.Token | None = None
        self._free: list[pkcs11.Session] = []
        self._used = 0
        self._final = ""

    @contextmanager
    def session(self, *, writes: bool = False) -> Iterator[pkcs11.Session]:
        """A session of one's own. Raises KeyUnavailable; what PKCS #11 fails with inside becomes that too.

        Codes: ``busy``, ``no_module``, ``token_away``, ``wrong_pin``, ``pin_locked``, ``no_such_key``,
        ``ambiguous_key``, ``ambiguous_token``. A session that ``writes`` is opened for the occasion.
        """
        session = self._taken()
        kept: pkcs11.Session | None = None
        try:
            if writes:
                with _closing(self._open(rw=True)) as own:
                    yield own
            else:
                yield session
            kept = session
        except exceptions.PKCS11Error as error:
            raise KeyUnavailable(_code(error), type(error).__name__) from error
        except BaseException:
            kept = session
            raise
        finally:
            self._give_back(kept)

    def _taken(self) -> pkcs11.Session:
        with self._changed:
            if not self._changed.wait_for(self._has_room, self.settings.wait):
                raise KeyUnavailable("busy", f"{self._used} sessions in use")
            if self._final:
                raise KeyUnavailable(self._final)
            session = self._free.pop() if self._free else self._opened()
            self._used += 1
            return session

    def _has_room(self) -> bool:
        """Whether a session is free, and none is in use that must be ended for a fresh start."""
        return self._used == 0 or (self._token is not None and self._used < self.settings.sessions)

    def _opened(self) -> pkcs11.Session:
        """One more session; the first logs in, and the others are logged in with it (PKCS #11 5.6)."""
        try:
            if self._token is None:
                return self._connected()
            return self._open()
        except exceptions.PKCS11Error as error:
            code = _code(error)
            self._final = code if code in _FINAL else ""
            if code != "busy":
                self._token = None
            raise KeyUnavailable(code, type(error).__name__) from error

    def _connected(self) -> pkcs11.Session:
        library = _library(self.settings.module)
        library.restart()
        token = library.loaded.get_token(token_label=self.settings.token)
        session = token.open(user_pin=self.settings.pin)
        self._token = token
        return session

    def _open(self, *, rw: bool = False) -> pkcs11.Session:
        if self._token is None:
            raise KeyUnavailable("token_away")
        return self._token.open(rw=rw)

    def _give_back(self, session: pkcs11.Session | None) -> None:
        """Put a session back; None when it failed, and then all of them are dropped."""
        with self._changed:
            self._used -= 1
            if session is None:
                self._token = None
                self._free.clear()
            elif self._token is not None:
                self._free.append(session)
            self._changed.notify_all()


@contextmanager
def _closing(session: pkcs11.Session) -> Iterator[pkcs11.Session]:
    try:
        yield session
    finally:
        session.close()


def _code(error: exceptions.PKCS11Error) -> str:
    return _CODES.get(type(error), "token_away")
