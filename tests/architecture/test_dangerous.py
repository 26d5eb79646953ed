"""What our own code never calls: each is a way in for somebody else's code, or a broken tool.

Source: OWASP ASVS 5.0.0 requirements 1.2.5, 1.3.2, 1.3.7, 1.5.1, 1.5.2, 3.2.2, 11.4.1, 11.5.1 and 14.3.3.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent.parent / "armkrok"
CODE = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"tests", "simulators", "migrations"} & set(path.relative_to(PACKAGE).parts)
]
MODULES = {
    "pickle", "marshal", "shelve", "dill", "yaml", "xml", "ldap", "ldap3", "memcache", "pymemcache", "jinja2",
    "mako",
}  # fmt: skip
CALLS = {"eval", "exec", "os.system", "os.popen", "hashlib.md5", "Template", "etree.XSLT"}
# Read with a parser as it comes: what we wrote ourselves, what comes with the program, or a part of what a
# closed parser has read already and written again.
OWN_XML = {
    "services/signing/archive/fgs/judging.py",
    "services/signing/archive/fgs/rules.py",
    "services/signing/archive/fgs/schemas.py",
    "services/signing/engine/validation/metadata.py",
}
NOT_FOR_SECRETS = {"core/webhooks/schedule.py", "services/school/ss12000/asking.py", "site/seeding/chance.py"}
SCRIPT = re.compile(
    r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|postMessage"
    r"|localStorage|sessionStorage|indexedDB|document\.cookie|__proto__"
)
TEMPLATE = re.compile(
    r"\|\s*safe\b|autoescape\s+off|safeseq|<script(?![^>]*\bsrc=)|\son[a-z]+=[\"']|javascript:"
)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return f"{_name(function.value)}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _says(call: ast.Call, name: str, value: object) -> bool:
    return any(
        one.arg == name and isinstance(one.value, ast.Constant) and one.value.value is value
        for one in call.keywords
    )


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "xml.sax.saxutils":
            yield (node.module or "").partition(".")[0]


def _faults(tree: ast.AST, place: str) -> Iterator[str]:
    """What in this file must not be."""
    modules = set(_modules(tree))
    yield from sorted(modules & MODULES)
    if "random" in modules and place not in NOT_FOR_SECRETS:
        yield "random: use secrets"
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = _name(call.func)
        if name in CALLS or any(one.arg == "shell" for one in call.keywords):
            yield f"{name} in line {call.lineno}"
        if name == "hashlib.sha1" and not _says(call, "usedforsecurity", False):
            yield f"{name} in line {call.lineno}"
        if place in OWN_XML:
            continue
        if name.endswith("etree.XMLParser") and not _is_closed(call):
            yield f"{name} in line {call.lineno}: resolve_entities=False, no_network=True"
        if name in {"etree.fromstring", "etree.parse", "etree.XML"} and len(call.args + call.keywords) < 2:
            yield f"{name} in line {call.lineno}: give it a parser"


def _is_closed(call: ast.Call) -> bool:
    """Both said; or a table of settings that says them (`**_SAFE`), which the SAML tests try to open."""
    if any(one.arg is None for one in call.keywords):
        return True
    return _says(call, "resolve_entities", False) and _says(call, "no_network", True)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_code_calls_what_is_dangerous(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    assert list(_faults(ast.parse(path.read_text("utf-8")), place)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from xml.etree import ElementTree",
        "eval(text)",
        "subprocess.run(text, shell=True)",
        "hashlib.md5(text)",
        "hashlib.sha1(text)",
        "import random",
        "etree.XMLParser()",
        "etree.fromstring(text)",
        "Template(text)",
    ],
)
def test_each_of_them_is_found(text: str) -> None:
    assert list(_faults(ast.parse(text), "somewhere.py"))


def _found(pattern: re.Pattern[str], glob: str, skip: Callable[[Path], bool]) -> list[str]:
    return [
        f"{path.relative_to(PACKAGE)}: {match.group()}"
        for path in sorted(PACKAGE.rglob(glob))
        if not skip(path)
        for match in pattern.finditer(path.read_text("utf-8"))
    ]


def test_scripts_write_text_and_keep_nothing() -> None:
    assert len(list(PACKAGE.rglob("static/**/*.js"))) > 2
    assert _found(SCRIPT, "static/**/*.js", lambda path: "simulators" in path.parts) == []


def test_templates_escape_and_hold_no_script() -> None:
    assert len(list(PACKAGE.rglob("templates/**/*.html"))) > 100
    assert _found(TEMPLATE, "templates/**/*.html", lambda path: "simulators" in path.parts) == []


def test_forms_and_answers_name_their_fields() -> None:
    """No form or schema takes whatever a model has (OWASP ASVS 5.0.0, 15.3.1 and 15.3.3)."""
    named = re.compile(
        r"fields\s*=\s*[\"']__all__|^\s*exclude\s*=|modelform_factory|\bModelSchema\b", re.MULTILINE
    )
    assert [f"{path}" for path in CODE if named.search(path.read_text("utf-8"))] == []
