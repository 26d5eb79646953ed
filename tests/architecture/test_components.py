"""The lists of what we are made of, the licences in them, and the known holes."""

import datetime
import json
from typing import Any

import pytest

from tools import audit, sbom

DAY = datetime.date(2026, 11, 22)
PIP = {
    "dependencies": [
        {"name": "whole", "version": "1", "vulns": []},
        {
            "name": "leaky",
            "version": "1",
            "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1"]}],
        },
        {"name": "ours", "skip_reason": "Dependency not found on PyPI"},
    ]
}
NPM = {
    "vulnerabilities": {
        "inner": {"via": [{"url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc", "title": "It leaks"}]},
        "outer": {"via": ["inner"]},
    }
}


def _component(name: str, *licences: str) -> dict[str, Any]:
    return {"name": name, "licenses": [{"license": {"id": one}} for one in licences]}


def test_every_licence_is_accepted_or_decided_on() -> None:
    assert sbom.check() == []


@pytest.mark.parametrize(
    "component",
    [
        _component("a"),
        _component("a", "SSPL-1.0"),
        _component("a", "MIT", "GPL-3.0-only"),
        {"name": "a", "licenses": [{"expression": "MIT AND Elastic-2.0"}]},
        {"name": "a", "licenses": [{"license": {"name": "Own terms"}}]},
    ],
)
def test_what_nobody_has_decided_on_is_a_fault(component: dict[str, Any]) -> None:
    assert len(list(sbom.faults([component], {}))) == 1
    text = " | ".join(sbom.licences(component))
    assert list(sbom.faults([component], {"a": {"says": text}})) == []
    assert len(list(sbom.faults([component], {"a": {"says": "what it said before"}}))) == 1


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "GNU Affero General Public License v3"])
def test_agpl_is_refused_whatever_was_decided(licence: str) -> None:
    component = {"name": "a", "licenses": [{"license": {"name": licence}}]}
    assert len(list(sbom.faults([component], {"a": {"says": licence}}))) == 1


def test_the_lists_hold_what_is_delivered_and_nothing_else() -> None:
    python = sbom.delivered_python(sbom.python_list(), sbom.LOCK.read_text("utf-8"))
    npm = sbom.delivered_npm(sbom.npm_list())
    names = {one["name"].lower() for one in python["components"]}
    assert {"django", "cryptography", "pysaml2"} <= names
    assert names.isdisjoint({"pytest", "mypy", "djlint"})
    assert {one["name"] for one in npm["components"]} >= {"htmx.org", "dejavu-fonts-ttf"}
    assert "axe-core" not in json.dumps(npm["components"])
    for one in (python, npm):
        refs = {part["bom-ref"] for part in one["components"]}
        assert all(set(tie["dependsOn"]) <= refs for tie in one["dependencies"])


def test_holes_are_told_until_somebody_has_looked_at_them() -> None:
    holes = [*audit.holes_of_pip(PIP), *audit.holes_of_npm(NPM)]
    told = list(audit.left_over(holes, [], DAY))
    assert told == [
        "leaky: CVE-2026-1, PYSEC-2026-1. Rättat i 1.1.",
        "inner: GHSA-aaaa-bbbb-cccc. It leaks",
    ]
    looked_at = [{"id": "CVE-2026-1", "package": "leaky", "reason": "not called", "decided": DAY}]
    assert list(audit.left_over(holes, looked_at, DAY)) == told[1:]
    assert list(audit.left_over(holes, looked_at, DAY + datetime.timedelta(days=181))) == told
    assert list(audit.left_over(holes, [{**looked_at[0], "package": "other"}], DAY)) == told


def test_no_answer_is_not_all_being_well() -> None:
    with pytest.raises(audit.Unanswered):
        audit.holes_of_pip({"dependencies": [{"name": "a", "skip_reason": "Dependency not found on PyPI"}]})
    with pytest.raises(audit.Unanswered):
        audit.holes_of_pip({"dependencies": []})
    with pytest.raises(audit.Unanswered):
        audit.holes_of_npm({"message": "405 Method Not Allowed"})


def test_who_cannot_be_reached_is_left_out_and_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert audit.told("pip-audit", audit.python_holes)
    assert capsys.readouterr().out.startswith("hoppar över pip-audit: ")


def test_what_is_ignored_says_why_and_since_when() -> None:
    for one in audit.ignored():
        assert one["id"]
        assert one["package"]
        assert len(one["reason"]) > 20
        assert isinstance(one["decided"], datetime.date)
    for decision in sbom.decisions().values():
        assert len(decision["reason"]) > 20
