"""The Python client's operations, written from the API's own OpenAPI document.

    python -m tools.client update    write clients/python/armkrok_client/operations.py
    python -m tools.client check     change nothing; exit 1 when the file is not what the API says

Only what our own document uses of OpenAPI 3.1 is understood; anything else stops with what it was.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent, wrap
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "clients" / "python" / "armkrok_client" / "operations.py"
SKIPPED = {"token"}  # the client fetches its tokens itself
HEAD = '''"""Every operation of Armkrok's API. Written by tools/client.py: do not edit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NotRequired, TypedDict

from armkrok_client.calling import Calling, File, without_none

'''
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class NotUnderstood(Exception):
    """The document uses something that the client cannot say."""


def document() -> dict[str, Any]:
    """The API's OpenAPI document as plain JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.site.settings")
    import django  # noqa: PLC0415

    django.setup()
    from armkrok.site.api import api  # noqa: PLC0415

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


def written(told: dict[str, Any]) -> str:
    """The whole file, formatted."""
    inner: dict[str, dict[str, Any]] = {}
    methods = "\n".join(_method(*one, inner) for one in _operations(told))
    schemas = {**told["components"]["schemas"], **inner}
    needed = _needed(methods, schemas)
    types = "\n".join(_type(name, schemas[name]) for name in sorted(needed))
    text = f'{HEAD}{types}\n\nclass Operations(Calling):\n    """The operations, by name."""\n\n{methods}'
    tidied = _ruff(text, "check", "--quiet", "--fix-only", "--select", "F401")
    return _ruff(tidied, "format")


def _ruff(text: str, *what: str) -> str:
    command = [sys.executable, "-m", "ruff", *what, "--stdin-filename", str(TARGET), "-"]
    made = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603
    return made.stdout


def _operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in told["paths"].items():
        for verb, one in verbs.items():
            if one["operationId"] not in SKIPPED:
                yield path, verb, one


def _needed(methods: str, schemas: dict[str, Any]) -> set[str]:
    """The schemas that the methods mention, and those that these mention."""
    found: set[str] = set()
    queue = [name for name in schemas if re.search(rf"\b{name}\b", methods)]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            text = _type(name, schemas[name])
            queue += [other for other in schemas if re.search(rf"\b{other}\b", text)]
    return found


def _type(name: str, schema: dict[str, Any]) -> str:
    lines = [f"class {name}(TypedDict):", indent(_docstring(schema.get("description", name)), "    "), ""]
    for key, value in schema.get("properties", {}).items():
        said = _said(value)
        lines.append(f"    {key}: {said if key in schema.get('required', []) else f'NotRequired[{said}]'}")
    return "\n".join([*lines, "", ""])


def _docstring(text: str) -> str:
    rows = [row for part in text.strip().split("\n") for row in (wrap(part, 96) or [""])]
    body = "\n".join(rows)
    return f'"""{body}"""' if len(rows) == 1 else f'"""{body}\n"""'


def _said(schema: dict[str, Any]) -> str:
    """A schema as a Python type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_said(one) for one in schema["anyOf"]))
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return _said(schema["allOf"][0])
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(repr(one) for one in schema.get('enum', [schema.get('const')]))}]"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_said(schema.get('items', {}))}]"
    if kind == "object":
        return "dict[str, Any]"
    if kind == "string" and schema.get("format") == "binary":
        return "bytes"
    if kind is None and not set(schema) - {"title", "description", "default"}:
        return "Any"
    if kind in SIMPLE:
        return SIMPLE[str(kind)]
    raise NotUnderstood(schema)


def _method(path: str, verb: str, one: dict[str, Any], inner: dict[str, dict[str, Any]]) -> str:
    """One method: the path's variables first, all else by name."""
    given = one.get("parameters", [])
    places = [p["name"] for p in given if p["in"] == "path" and p["name"] != "organisation"]
    arguments = [f"{name}: {_said(_parameter(given, name))}" for name in places]
    named: list[tuple[str, str, bool]] = []
    address = _address(path)
    parts = [f'"{verb.upper()}"', f'{"f" if "{" in address else ""}"{address}"']
    for place, word in (("query", "params"), ("header", "headers")):
        chosen = [p for p in given if p["in"] == place]
        named += [(_name(p["name"]), _said(p["schema"]), bool(p.get("required"))) for p in chosen]
        if chosen:
            inside = ", ".join(f'"{p["name"]}": {_name(p["name"])}' for p in chosen)
            parts.append(f"{word}=without_none({{{inside}}})")
    more, words = _body(one.get("requestBody"), inner)
    signature = _signature(arguments, [*named, *more])
    answer, kind = _answer(one["responses"])
    words.append(f'answer="{kind}"')
    call = f"self.call({', '.join([*parts, *words])})"
    text = [f"def {_name(one['operationId'])}({signature}) -> {answer}:"]
    text.append(indent(_docstring(_explained(one)), "    "))
    text += [f"    {call}"] if answer == "None" else [f"    answer: {answer} = {call}", "    return answer"]
    return indent("\n".join(text), "    ") + "\n"


def _signature(places: list[str], named: list[tuple[str, str, bool]]) -> str:
    must = [f"{name}: {said}" for name, said, needed in named if needed]
    may = [
        f"{name}: {said if said.endswith('None') else f'{said} | None'} = None"
        for name, said, needed in named
        if not needed
    ]
    return ", ".join(["self", *places, *(["*", *must, *may] if named else [])])


def _explained(one: dict[str, Any]) -> str:
    rest = one.get("description", "").strip()
    return f"{one['summary']}.\n\n{rest}" if rest else f"{one['summary']}."


def _parameter(given: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(dict(p["schema"]) for p in given if p["name"] == name)


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text).lower()


def _address(path: str) -> str:
    """After /api/v1/{organisation}, which the client knows."""
    return re.sub(r"^/api/v1/{organisation}", "", path)


def _body(
    body: dict[str, Any] | None, inner: dict[str, dict[str, Any]]
) -> tuple[list[tuple[str, str, bool]], list[str]]:
    """The body's fields as arguments, and how the call passes them on."""
    if body is None:
        return [], []
    ((kind, content),) = body["content"].items()
    schema = content["schema"]
    if kind == "application/json":
        return [("body", _said(schema), True)], ["json=body"]
    fields = schema["properties"].items()
    required = set(schema.get("required", []))
    files = [name for name, value in fields if _is_file(value)]
    named = [(name, _field(value, inner), name in required) for name, value in fields]
    texts = ", ".join(f'"{n}": {_sent(n, v, n in required)}' for n, v in fields if not _is_file(v))
    passed = ", ".join(f'"{name}": {name}' for name in files)
    words = [f"data=without_none({{{texts}}})"] if texts else []
    return named, [*words, *([f"files=without_none({{{passed}}})"] if passed else [])]


def _is_file(schema: dict[str, Any]) -> bool:
    inside = schema.get("items", schema)
    return bool(inside.get("format") == "binary")


def _field(schema: dict[str, Any], inner: dict[str, dict[str, Any]]) -> str:
    """A field of a form as an argument's type; JSON inside a field is given as what it holds."""
    if _is_file(schema):
        return "Sequence[File]" if schema.get("type") == "array" else "File"
    if schema.get("contentMediaType") != "application/json":
        return _said(schema)
    inside = schema["contentSchema"]
    items = inside.get("items", inside)
    inner[items["title"]] = items
    return f"Sequence[{items['title']}]" if inside.get("type") == "array" else str(items["title"])


def _sent(name: str, schema: dict[str, Any], required: bool) -> str:
    if schema.get("contentMediaType") != "application/json":
        return name
    return f"json.dumps({name})" if required else f"None if {name} is None else json.dumps({name})"


def _answer(responses: dict[str, Any]) -> tuple[str, str]:
    """The type of a good answer, and how it comes: json, bytes or nothing."""
    good = next(value for status, value in responses.items() if status.startswith("2"))
    if not good.get("content"):
        return "None", "nothing"
    (content,) = good["content"].values()
    said = _said(content.get("schema", {}))
    return said, "bytes" if said == "bytes" else "json"


def main() -> int:
    """Write the file, or say that it should be written."""
    text = written(document())
    if sys.argv[1:] == ["update"]:
        TARGET.write_text(text, "utf-8")
        return 0
    if TARGET.read_text("utf-8") == text:
        return 0
    sys.stderr.write("the API has changed: run python -m tools.client update\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
