"""What we are made of: a CycloneDX list of every package, for Python and npm, and what their licences say.

    python -m tools.sbom write     writes build/sbom-python.cdx.json and build/sbom-npm.cdx.json (what is
                                   delivered), validated against CycloneDX's own schema
    python -m tools.sbom check     makes both, writes nothing; exit 1 when a licence is not accepted

Every package is judged, also those for development. A licence that is not in ACCEPTED needs a line with a
reason in docs/security/components.toml; AGPL is refused whatever that file says.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DECIDED = ROOT / "docs" / "security" / "components.toml"
LOCK = ROOT / "requirements.lock"
DEVELOPMENT = "cdx:npm:package:development"
ACCEPTED = frozenset({
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python",
    "EUPL-1.2", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    "License :: DFSG approved", "License :: OSI Approved",
    "License :: OSI Approved :: Apache Software License", "License :: OSI Approved :: BSD License",
    "License :: OSI Approved :: ISC License (ISCL)", "License :: OSI Approved :: MIT License",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)",
})  # fmt: skip
NEVER = re.compile("AGPL|Affero", re.IGNORECASE)
NAMED = re.compile(r"^([a-z0-9._-]+)==", re.MULTILINE | re.IGNORECASE)


class CannotBeMade(Exception):
    """A list could not be made; the text is what the program said."""


def python_list() -> dict[str, Any]:
    """Everything in this Python environment, by cyclonedx-py. Raises CannotBeMade."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--no-validate"]
    return _said([*command, "--of", "JSON", "-o", "-"])


def npm_list() -> dict[str, Any]:
    """Everything that package-lock.json names, by npm. Raises CannotBeMade."""
    return _said(["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--loglevel", "error"])


def delivered_python(whole: Mapping[str, Any], lock: str) -> dict[str, Any]:
    """The part of the list that a server gets: what requirements.lock names."""
    names = {_plain(name) for name in NAMED.findall(lock)}
    return _only(whole, {one["bom-ref"] for one in whole["components"] if _plain(one["name"]) in names})


def delivered_npm(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the list that a server gets: no development packages."""
    return _only(whole, {one["bom-ref"] for one in whole["components"] if not _is_development(one)})


def licences(component: Mapping[str, Any]) -> list[str]:
    """What a component says of its licence: SPDX ids, expressions or names; none when it says nothing."""
    said = (one.get("expression") or one.get("license", {}) for one in component.get("licenses", ()))
    return [one if isinstance(one, str) else one.get("id") or one.get("name", "") for one in said]


def faults(
    components: Iterable[Mapping[str, Any]], decided: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """A sentence about each component whose licence is refused, unknown or not what was decided on."""
    for one in components:
        said = licences(one)
        text = " | ".join(said)
        if any(NEVER.search(licence) for licence in said):
            yield f"{one['name']}: {text} is never accepted; find another package."
        elif not said or not all(map(_is_accepted, said)):
            decision = decided.get(one["name"])
            if decision is None:
                yield f"{one['name']}: {text or 'no licence'} is not accepted; docs/security/components.toml."
            elif decision["says"] != text:
                yield f"{one['name']}: says {text!r} now, and {decision['says']!r} when it was accepted."


def decisions() -> dict[str, dict[str, str]]:
    """The licences that somebody has looked at, by package."""
    rows: list[dict[str, str]] = tomllib.loads(DECIDED.read_text("utf-8")).get("licence", [])
    return {row["package"]: row for row in rows}


def check() -> list[str]:
    """What is wrong with the licences, and decisions about packages that are gone."""
    components = [*python_list()["components"], *npm_list()["components"]]
    decided = decisions()
    gone = sorted(decided.keys() - {one["name"] for one in components})
    return [*faults(components, decided), *(f"{name}: is gone; take its line away." for name in gone)]


def write() -> list[Path]:
    """Write both lists; returns where. Raises CannotBeMade, also for a list that the schema refuses."""
    BUILD.mkdir(exist_ok=True)
    whole = {
        "python": delivered_python(python_list(), LOCK.read_text("utf-8")),
        "npm": delivered_npm(npm_list()),
    }
    written = []
    for name, content in whole.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        _validate(text, str(content["specVersion"]))
        path = BUILD / f"sbom-{name}.cdx.json"
        path.write_text(text, "utf-8")
        written.append(path)
    return written


def _validate(text: str, version: str) -> None:
    fault = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(text)
    if fault is not None:
        raise CannotBeMade(f"CycloneDX {version}: {fault}")


def _only(whole: Mapping[str, Any], refs: set[str]) -> dict[str, Any]:
    """The list with these components, and the ties between them and to what they are parts of."""
    root = whole["metadata"].get("component", {}).get("bom-ref")
    kept = refs | {root}
    ties = (
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in refs]}
        for one in whole.get("dependencies", ())
        if one["ref"] in kept
    )
    components = [one for one in whole["components"] if one["bom-ref"] in refs and one["bom-ref"] != root]
    return {**whole, "components": components, "dependencies": list(ties)}


def _said(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotBeMade(done.stderr.strip())
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _is_accepted(licence: str) -> bool:
    """One name, or an expression all of whose names are accepted."""
    if licence in ACCEPTED:
        return True
    names = re.split(r"\s+(?:AND|OR)\s+|[()]", licence)
    return all(name.strip() in ACCEPTED for name in names if name.strip())


def _is_development(component: Mapping[str, Any]) -> bool:
    return any(one["name"] == DEVELOPMENT for one in component.get("properties", ()))


def _plain(name: str) -> str:
    """A package's name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(words: list[str]) -> int:
    """0 when all is well."""
    if words not in (["write"], ["check"]):
        sys.stdout.write(str(__doc__))
        return 2
    try:
        if words == ["write"]:
            sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in write())
            return 0
        found = check()
    except CannotBeMade as error:
        found = [str(error)]
    sys.stdout.writelines(f"{sentence}\n" for sentence in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
