"""Known holes in what we are made of: pip-audit over requirements.lock, npm audit over package-lock.json.

    python -m tools.audit

One line for each, as the other checks print. A hole fails, unless docs/security/components.toml has it among
[[ignored]] with a reason and a day within 180 days. A service that cannot be reached, or that does not know
our packages, is no answer: the line says that the check was left out, and nothing fails.
"""

import datetime
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
DECIDED = ROOT / "docs" / "security" / "components.toml"
LONGEST = 120
LOOKED_AT_AGAIN = datetime.timedelta(days=180)
PINNED = re.compile(r"^[a-z0-9._-]+==[^\s\\;]+", re.MULTILINE | re.IGNORECASE)
PIP = ["--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off", "--timeout", "8"]


class Unanswered(Exception):
    """Nobody could be asked; the text says what happened, in few words."""


@dataclass(frozen=True)
class Hole:
    """A known vulnerability in a package that we use; `ids` are all its names."""

    package: str
    ids: frozenset[str]
    told: str


def python_holes() -> list[Hole]:
    """What PyPI knows of the locked packages. Raises Unanswered.

    One package is asked about first: a mirror without advisories would else answer a hundred times that it
    knows nothing, which pip-audit counts as all being well.
    """
    lock = LOCK.read_text("utf-8")
    first = PINNED.findall(lock)[0]
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "one.txt"
        alone.write_text(f"{first}\n", "utf-8")
        holes_of_pip(_pip_audit(alone, []))
    return holes_of_pip(_pip_audit(LOCK, ["--require-hashes"]))


def npm_holes() -> list[Hole]:
    """What npm's registry knows of the packages that are delivered. Raises Unanswered."""
    return holes_of_npm(_json_of(["npm", "audit", "--omit=dev", "--json"]))


def holes_of_pip(report: Mapping[str, Any]) -> list[Hole]:
    """The holes in pip-audit's report. Raises Unanswered when it knows of none of the packages."""
    packages = report.get("dependencies", [])
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if len(unknown) == len(packages):
        raise Unanswered(f"känner inte {', '.join(unknown[:3]) or 'något paket'}")
    return [
        Hole(one["name"], frozenset({hole["id"], *hole.get("aliases", ())}), _upgrade(hole))
        for one in packages
        for hole in one.get("vulns", ())
    ]


def holes_of_npm(report: Mapping[str, Any]) -> list[Hole]:
    """The holes in npm's report (version 2). Raises Unanswered for a report of another kind."""
    if "vulnerabilities" not in report:
        raise Unanswered(str(report.get("message") or "svaret går inte att läsa")[:100])
    return [
        Hole(name, frozenset({str(via["url"]).rpartition("/")[2]}), str(via["title"]))
        for name, one in report["vulnerabilities"].items()
        for via in one["via"]
        if isinstance(via, dict)
    ]


def left_over(
    holes: Iterable[Hole], decided: Iterable[Mapping[str, Any]], today: datetime.date
) -> Iterator[str]:
    """A sentence about each hole that nobody has looked at within half a year."""
    looked_at = [one for one in decided if today - one["decided"] <= LOOKED_AT_AGAIN]
    for hole in holes:
        if not any(one["package"] == hole.package and one["id"] in hole.ids for one in looked_at):
            yield f"{hole.package}: {', '.join(sorted(hole.ids))}. {hole.told}"


def ignored() -> list[dict[str, Any]]:
    """The holes that somebody has looked at and found not to reach us."""
    rows: list[dict[str, Any]] = tomllib.loads(DECIDED.read_text("utf-8")).get("ignored", [])
    return rows


def _upgrade(hole: Mapping[str, Any]) -> str:
    versions = ", ".join(hole.get("fix_versions", ()))
    return f"Rättat i {versions}." if versions else "Inte rättat än."


def _pip_audit(requirements: Path, more: list[str]) -> dict[str, Any]:
    return _json_of([sys.executable, "-m", "pip_audit", *PIP, *more, "-r", str(requirements)])


def _json_of(command: list[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Unanswered(type(error).__name__) from error
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        said = done.stderr.strip().splitlines()
        raise Unanswered(said[-1][:100] if said else "inget svar") from error
    return found


def told(name: str, ask: Callable[[], list[Hole]]) -> bool:
    """Print how it went; whether it went well."""
    try:
        found = list(left_over(ask(), ignored(), datetime.datetime.now(datetime.UTC).date()))
    except Unanswered as error:
        sys.stdout.write(f"hoppar över {name}: tjänsten gav inget svar ({error})\n")
        return True
    lines = [f"FEL   {name}" if found else f"ok    {name}", *found]
    sys.stdout.write("\n".join(lines) + "\n")
    return not found


if __name__ == "__main__":
    wells = [told("pip-audit", python_holes), told("npm audit", npm_holes)]
    sys.exit(0 if all(wells) else 1)
