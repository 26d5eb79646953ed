"""SS 12000:2020 (REST), reading: /api/v1/{organisation}/skola/ss12000/….

The standard has an OpenAPI document of its own, so these operations are not in ours. What they themselves
refuse is told as the standard's {code, message}; what the platform refuses (no token, too many calls) is
problem details as everywhere. Protected people are withheld. Numbers need a permission of their own.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from armkrok.core.access.rest import operation
from armkrok.core.identity.sealed import lookup as hashed_number
from armkrok.core.reading.log import read as note_read
from armkrok.core.reading.models import How
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.services.school.errors.ss12000 import BadQuestion, Unanswerable, Unknown
from armkrok.services.school.queries import ss12000 as queries
from armkrok.services.school.rest.routing import router
from armkrok.services.school.rest.ss12000_asking import ROWS, asked, is_text, moment, shape, uuids
from armkrok.services.school.rest.ss12000_objects import Showing
from armkrok.services.school.rest.ss12000_subjects import syllabus
from armkrok.services.school.ss12000.answers import Json
from armkrok.services.school.ss12000.words import DELETED_NAMES

BASE = "/ss12000"
NUMBERS = "school.numbers"
EMPTY = ("placements", "calendarEvents", "attendances", "grades", "absences", "resources", "rooms")
"""Collections of the standard that the roster has nothing of."""
MOST_IDS = 1000


def in_its_form(function: Callable[..., Json]) -> Callable[..., JsonResponse]:
    """Answer with the standard's own form of error."""

    @wraps(function)
    def answer(*args: Any, **kwargs: Any) -> JsonResponse:
        try:
            return JsonResponse(function(*args, **kwargs))
        except Unanswerable as problem:
            return JsonResponse({"code": problem.code, "message": problem.message}, status=problem.status)

    return answer


@router.get(f"{BASE}/deletedEntities", include_in_schema=False)
@operation("school.read")
@in_its_form
def deleted(request: Any, organisation: str) -> Json:
    """Ids of what has gone `after` a moment, of the `entities` wanted."""
    given = request.GET
    if set(given) - {"after", "entities", "limit", "pageToken"}:
        raise BadQuestion("Only after and entities are known here.")
    wanted = {part for value in given.getlist("entities") for part in value.split(",") if part}
    gone = queries.gone_since(moment("after", given["after"]) if "after" in given else None)
    data = {
        DELETED_NAMES.get(name, name): list(map(str, ids))
        for name, ids in gone.items()
        if ids and (not wanted or name in wanted)
    }
    return {"data": data, "pageToken": None}


@router.get(f"{BASE}/syllabuses", include_in_schema=False)
@operation("school.read")
@in_its_form
def syllabuses(request: Any, organisation: str) -> Json:
    """The subjects and courses that somebody teaches, on one page."""
    place = current_organisation_id()
    return {"data": [syllabus(place, code, name) for code, name in queries.subjects()], "pageToken": None}


def _serve(collection: str) -> None:
    """A page of the collection, one of its objects, and many by their ids."""

    @router.get(f"{BASE}/{collection}", include_in_schema=False)
    @operation("school.read")
    @in_its_form
    def listing(request: Any, organisation: str) -> Json:
        question, limit = asked(collection, request.GET)
        rows, token = question.page(limit)
        showing = _showing(request, question.expand, has_names=question.has_names)
        return {"data": _shown(request, showing, collection, rows), "pageToken": token}

    @router.get(f"{BASE}/{collection}/{{uuid:object_id}}", include_in_schema=False)
    @operation("school.read")
    @in_its_form
    def one(request: Any, organisation: str, object_id: UUID) -> Json:
        expand, has_names = shape(collection, request.GET)
        rows = list(ROWS[collection]().filter(source_id=object_id))
        if not rows:
            raise Unknown
        return _shown(request, _showing(request, expand, has_names=has_names), collection, rows)[0]

    @router.post(f"{BASE}/{collection}/lookup", include_in_schema=False)
    @operation("school.read")
    @in_its_form
    def lookup(request: Any, organisation: str) -> Json:
        expand, has_names = shape(collection, request.GET)
        showing = _showing(request, expand, has_names=has_names)
        rows = _looked_up(request, collection, _json(request))
        return {"data": _shown(request, showing, collection, rows), "pageToken": None}


def _serve_empty(collection: str) -> None:
    @router.get(f"{BASE}/{collection}", include_in_schema=False)
    @operation("school.read")
    @in_its_form
    def empty(request: Any, organisation: str) -> Json:
        return {"data": [], "pageToken": None}


def _looked_up(request: Any, collection: str, body: Json) -> list[Any]:
    """By `ids`; persons by `civicNos` too, which never are in an address."""
    ids, numbers = _texts(body, "ids"), _texts(body, "civicNos")
    if numbers and (collection != "persons" or NUMBERS not in request.actor.permissions):
        raise BadQuestion("civicNos can't be looked up here.")
    rows = list(ROWS[collection]().filter(source_id__in=uuids(ids)).order_by("pk"))
    if numbers:
        hashes = [hashed_number(number) for number in numbers]
        rows += queries.persons().filter(civic_lookup__in=hashes).exclude(pk__in=[row.pk for row in rows])
    return rows


def _showing(request: Any, expand: frozenset[str], *, has_names: bool) -> Showing:
    return Showing(expand, has_names, has_numbers=NUMBERS in request.actor.permissions)


def _shown(request: Any, showing: Showing, collection: str, rows: list[Any]) -> list[Json]:
    found = showing.collection(collection, rows)
    note_read(request.actor, showing.shown, "school.api", how=How.API)
    return found


def _json(request: HttpRequest) -> Json:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadQuestion("The body is not JSON.") from error
    if not isinstance(said, dict):
        raise BadQuestion("The body is not an object.")
    return said


def _texts(body: Json, name: str) -> list[str]:
    held = body.get(name, [])
    if not isinstance(held, list) or len(held) > MOST_IDS or not all(map(is_text, held)):
        raise BadQuestion(f"{name} is a list of at most {MOST_IDS} texts.")
    return held


for name in ROWS:
    _serve(name)
for name in EMPTY:
    _serve_empty(name)
