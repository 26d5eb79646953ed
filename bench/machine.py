"""What the measurements ran on."""

import os
import platform
from pathlib import Path

from armkrok.site.embedded import programs


def description() -> str:
    """One line of Markdown per part."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n".join(
        [
            f"- Processor: {_processor()}, {os.cpu_count()} cores",
            f"- Memory: {memory:.0f} GB",
            f"- System: {_system()}, Linux {platform.release()}",
            f"- Python {platform.python_version()}, PostgreSQL {_postgres()} (embedded)",
        ]
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _postgres() -> str:
    return Path(programs()[0]).parent.name.removeprefix("pginstall")
