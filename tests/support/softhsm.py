"""SoftHSM 2, a hardware security module in software: one token in a temporary folder, nothing global."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from armkrok.services.signing.engine.pkcs11_sessions import TokenSettings

PLACES = ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib64/pkcs11", "/usr/lib64")
LABEL, PIN, OFFICER_PIN = "armkrok-prov", "24681357", "13572468"


@dataclass(frozen=True)
class SoftHsm:
    """A token, and ways to treat it badly."""

    module: str
    folder: Path

    def settings(self, **different: object) -> TokenSettings:
        """How to use it: the right module, token and PIN, unless said otherwise."""
        return TokenSettings(**{"module": self.module, "token": LABEL, "pin": PIN} | different)  # type: ignore[arg-type]

    def unplug(self) -> None:
        """The token disappears with all its keys."""
        (self.folder / "tokens").rename(self.folder / "unplugged")
        (self.folder / "tokens").mkdir()

    def plug_in(self) -> None:
        """It is back."""
        (self.folder / "tokens").rmdir()
        (self.folder / "unplugged").rename(self.folder / "tokens")


def installed() -> str:
    """The path of SoftHSM's module, installed now when we may; skips the test when there is none."""
    if not shutil.which("softhsm2-util") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-qq", "softhsm2"], capture_output=True, check=False)
    found = next((path for path in (Path(one, "libsofthsm2.so") for one in PLACES) if path.exists()), None)
    if found is None or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM is missing: apt-get install softhsm2")
    return str(found)


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    """One token for the test process."""
    module, folder = installed(), tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        pins = ("--pin", PIN, "--so-pin", OFFICER_PIN)
        command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, *pins]
        subprocess.run(command, check=True, capture_output=True)
        yield SoftHsm(module, folder)
