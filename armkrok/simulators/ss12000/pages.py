"""The source's page: look at classes and pupils, change them, and make the source misbehave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from django.template import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from armkrok.simulators.frame import engine
from armkrok.simulators.ss12000.changing import MARKINGS
from armkrok.simulators.ss12000.faults import FAULTS, ODDITIES
from armkrok.simulators.ss12000.municipality import KINDS, Json
from armkrok.simulators.ss12000.source import Source

HERE: Final = Path(__file__).parent
WORDS: Final = {
    "organisations": "organisationer",
    "persons": "personer",
    "duties": "tjänster",
    "groups": "grupper",
    "syllabuses": "ämnen och kurser",
    "activities": "aktiviteter",
}
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
SHOWN: Final = 60
_engine = engine(HERE)


def routes(source: Source) -> list[Route]:
    """Every page, and what their forms do."""
    pages = {"/": _home, "/klass/{id}": _class, "/person/{id}": _person}
    posts = {"/gor": _do, "/uppfor-dig": _misbehave}
    return [
        *(Route(path, _with(source, page), methods=["GET"]) for path, page in pages.items()),
        *(Route(path, _with(source, post), methods=["POST"]) for path, post in posts.items()),
    ]


def _with(source: Source, page: Callable[[Source, Request], Response]) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return page(source, request)

    return endpoint


def _home(source: Source, request: Request) -> Response:
    behaviour = source.behaviour
    counts = [{"word": WORDS[kind], "count": str(source.store.count(kind))} for kind in KINDS]
    values = {
        "counts": counts,
        "faults": [{"key": key, "text": text, "on": key == behaviour.fault} for key, text in FAULTS.items()],
        "oddities": [
            {"key": key, "text": text, "on": key in behaviour.oddities} for key, text in ODDITIES.items()
        ],
        "kinds": [{"key": kind, "word": WORDS[kind], "on": kind == behaviour.kind} for kind in KINDS],
        "schools": _schools(source),
        "asked": list(reversed(source.asked))[:SHOWN],
        "told": [f"{target}: {status}" for target, status in reversed(source.school.subscribers.sent)],
    }
    return _page(source, "home.html", values)


def _schools(source: Source) -> list[dict[str, Any]]:
    sql = """SELECT id, json_extract(body, '$.displayName') FROM object WHERE kind = 'organisations'
        AND json_extract(body, '$.organisationType') = 'Skolenhet' ORDER BY n LIMIT ?"""
    return [
        {"name": name, "classes": source.school.classes(unit)}
        for unit, name in source.store.rows(sql, [SHOWN])
    ]


def _class(source: Source, request: Request) -> Response:
    group = source.store.find("groups", request.path_params["id"])
    if group is None:
        return _page(source, "gone.html", {}, 404)
    people = [source.store.find("persons", row["person"]["id"]) for row in group["groupMemberships"]]
    pupils = sorted((_facts(one) for one in people if one), key=lambda row: row["name"])
    return _page(source, "class.html", {"group": group, "pupils": pupils})


def _person(source: Source, request: Request) -> Response:
    person = source.store.find("persons", request.path_params["id"])
    if person is None:
        return _page(source, "gone.html", {}, 404)
    groups = source.store.pointing_at("groups", person["id"])
    units = {row["enroledAt"]["id"] for row in person.get("enrolments", [])}
    values = {
        "person": person,
        "facts": _facts(person),
        "groups": groups,
        "markings": MARKINGS,
        "classes": [one for unit in units for one in source.school.classes(unit)],
    }
    return _page(source, "person.html", values)


def _facts(person: Json) -> dict[str, str]:
    number = person.get("civicNo", {}).get("value", "")
    last = max((row.get("endDate", "9999") for row in person.get("enrolments", [])), default="9999")
    marking = person["securityMarking"]
    return {
        "id": person["id"],
        "name": f"{person['givenName']} {person['familyName']}",
        "number": f"{number[:8]}-••••" if number else "inget personnummer",
        "marking": "" if marking == "Ingen" else marking,
        "left": "" if last == "9999" else last,
    }


def _do(source: Source, request: Request) -> Response:
    """A deed from a form; back to the page that it came from."""
    said = _form(request)
    back, deed = said.pop("back", "/"), said.pop("deed", "")
    try:
        source.school.change(deed, said)
    except (KeyError, TypeError, ValueError):
        return _page(source, "gone.html", {}, 422)
    return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)


def _misbehave(source: Source, request: Request) -> Response:
    said = parse_qs(request.scope["armkrok.body"].decode())
    fault, kind = said.get("fault", [""])[0], said.get("kind", [""])[0]
    try:
        source.behaviour.misbehave(fault, kind)
        source.behaviour.be(set(said.get("oddity", [])))
    except ValueError:
        return _page(source, "gone.html", {}, 422)
    return RedirectResponse("/", 303)


def _form(request: Request) -> dict[str, Any]:
    said = parse_qs(request.scope["armkrok.body"].decode())
    return {name: values[0] for name, values in said.items()}


def _page(source: Source, name: str, values: dict[str, Any], status: int = 200) -> Response:
    html = _engine.get_template(name).render(Context({"town": source.town, **values}))
    return HTMLResponse(html, status, headers=HEADERS)
