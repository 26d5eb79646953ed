"""The program xmlsec1, as pysaml2 calls it, on a short leash.

pysaml2 waits for it without end and asks for its version twice per call; and it logs what the program says.
Here it gets a few seconds, a bare environment and no input, and its words go nowhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import lru_cache
from tempfile import NamedTemporaryFile
from typing import Final

from saml2.sigver import CryptoBackendXmlSec1, XmlsecError

from armkrok.core.identity.saml.errors import Unavailable

SECONDS: Final = 5.0
_ENVIRONMENT: Final = {
    "PATH": os.defpath,
    "LC_ALL": "C",
    # It would read the machine's root certificates at each start: most of its time, and trust for nothing.
    "SSL_CERT_FILE": os.devnull,
    "SSL_CERT_DIR": os.devnull,
}


class _Backend(CryptoBackendXmlSec1):  # type: ignore[misc]  # the library is untyped
    """pysaml2's own command lines, run with a time limit."""

    @property
    def version_nums(self) -> tuple[int, ...]:
        """The program's version, asked for once."""
        return _version(self.xmlsec)

    def _run_xmlsec(self, com_list: list[str], extra_args: list[str]) -> tuple[str, str, bytes]:
        lax = ["--lax-key-search"] if self.version_nums >= (1, 3) else []
        with NamedTemporaryFile(suffix=".xml") as output:
            done = _run([*com_list, "--output", output.name, *lax, *extra_args])
            if done.returncode != 0:
                raise XmlsecError(f"returncode={done.returncode}")
            return (
                done.stdout.decode("utf-8", "replace"),
                done.stderr.decode("utf-8", "replace"),
                output.read(),
            )


def verifies(document: bytes, node_name: str, node_id: str, certificate: str) -> bool:
    """Whether the signature within the element of that ID was made by the certificate's key (PEM)."""
    with NamedTemporaryFile(suffix=".pem") as pem:
        pem.write(certificate.encode("ascii"))
        pem.flush()
        try:
            return bool(_backend().validate_signature(document, pem.name, "pem", node_name, node_id))
        except XmlsecError:
            return False


def decrypted(document: str, key: str) -> bytes | None:
    """The document with its one EncryptedData replaced by what was in it; nothing when the key (PEM) is
    another.

    The key lies in a file of our own, mode 0600, for the milliseconds that the program runs.
    """
    with NamedTemporaryFile(suffix=".pem") as pem:
        pem.write(key.encode("ascii"))
        pem.flush()
        try:
            text: str = _backend().decrypt(document, pem.name)
        except (XmlsecError, UnicodeDecodeError):
            return None
    return text.encode("utf-8")


def _backend() -> _Backend:
    path = shutil.which("xmlsec1")
    if path is None:
        raise Unavailable("not_installed")
    return _Backend(path)


@lru_cache(maxsize=4)
def _version(path: str) -> tuple[int, ...]:
    words = _run([path, "--version"]).stdout.decode("ascii", "replace").split()
    numbers = words[1].split(".") if len(words) > 1 else ["0"]
    return tuple(int(number) if number.isdecimal() else 0 for number in numbers)


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  # a program found on the operator's path, with file names of our own
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            env=_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired as problem:
        raise Unavailable("xmlsec_slow") from problem
    except OSError as problem:
        raise Unavailable("xmlsec_failed") from problem
