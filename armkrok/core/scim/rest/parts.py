"""What the endpoints share: reading, listing, versions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError
from scim2_models import (
    Context,
    InvalidFilterException,
    InvalidPathException,
    InvalidSyntaxException,
    ListResponse,
    PatchOp,
    ResponseParameters,
    SCIMException,
    SearchRequest,
)

from armkrok.core.scim import resources
from armkrok.core.scim.answers import Malformed, answered
from armkrok.core.scim.errors import Changed
from armkrok.core.scim.filters import AsCondition, Column
from armkrok.core.scim.schemas import MOST, PAGE, POLICY

Read = TypeVar("Read")
LONGEST_FILTER = 2_000


def address_of(path: str) -> str:
    """Where it is."""
    return resources.base_address() + path


def list_of(found: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """A ListResponse (RFC 7644 section 3.4.2)."""
    return {
        "schemas": [str(ListResponse.__schema__)],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(found),
        "Resources": found,
    }


@dataclass(frozen=True)
class Asked:
    """What a list is of: model, rows, columns, how a row becomes a resource, and who is told of the rows."""

    model: Any
    rows: "QuerySet[Any]"
    columns: dict[str, Column]
    shape: Callable[[Any, str], Any]
    noted: Callable[[list[Any]], None] = lambda rows: None


def page_of(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Filter, order and page in the database (RFC 7644 section 3.4.2)."""
    search, rows, conditions = _search(request, asked.model), asked.rows, AsCondition(asked.columns)
    if search.filter is not None:
        rows = _tried(lambda: asked.rows.filter(conditions.visit(search.filter.ast)))
    rows = rows.order_by(*_order(search, asked.columns), "pk")
    start, most = search.start_index or 1, PAGE if search.count is None else min(search.count, MOST)
    total, base = rows.count(), resources.base_address()
    page = list(rows[start - 1 : start - 1 + most]) if most else []
    asked.noted(page)
    parameters = _parameters(request, asked.model)
    found = [resources.shown(asked.shape(row, base), parameters) for row in page]
    return answered(list_of(found, total, start))


def _search(request: HttpRequest, model: Any) -> Any:
    names = ("filter", "sortBy", "sortOrder", "startIndex", "count")
    sent: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    if len(sent.get("filter", "")) > LONGEST_FILTER:
        raise Malformed.of(InvalidFilterException(detail=f"A filter has at most {LONGEST_FILTER} characters"))
    return _tried(lambda: SearchRequest[model].model_validate(sent, scim_policy=POLICY))


def _order(asked: Any, columns: dict[str, Column]) -> list[Any]:
    if asked.sort_by is None:
        return []
    column = columns.get(str(asked.sort_by).rpartition(":")[2].lower())
    if column is None or not column.name:
        raise Malformed.of(InvalidPathException(detail="Cannot sort on that attribute"))
    first = F(column.name)
    is_down = asked.sort_order == SearchRequest.SortOrder.descending
    return [first.desc(nulls_first=True) if is_down else first.asc(nulls_last=True)]


def _parameters(request: HttpRequest, model: Any) -> Any:
    names = ("attributes", "excludedAttributes")
    sent = {name: request.GET[name] for name in names if request.GET.get(name)}
    return _tried(lambda: ResponseParameters[model].model_validate(sent)) if sent else None


def resource_answer(request: HttpRequest, found: Any, status: int = 200) -> HttpResponse:
    """One resource; 304 for who has it already."""
    if request.method == "GET" and found.meta.version in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
        answer["ETag"] = found.meta.version
        return answer
    return answered(resources.shown(found, _parameters(request, type(found))), status)


def demand_unchanged(request: HttpRequest, known: Any) -> None:
    """What the client has read must be what is here, if it says what it has read."""
    wanted = request.headers.get("If-Match", "")
    if wanted and wanted != "*" and known.meta.version not in wanted:
        raise Changed


def validated(model: Any, body: dict[str, Any], context: Context) -> Any:
    """What was sent, as the model reads it."""
    return _tried(lambda: model.model_validate(body, scim_ctx=context, scim_policy=POLICY))


def patched(model: Any, known: Any, body: dict[str, Any]) -> Any:
    """The resource with the operations applied, all or none (RFC 7644 section 3.5.2)."""
    patch = validated(PatchOp[model], body, Context.RESOURCE_PATCH_REQUEST)
    _tried(lambda: patch.patch(known, scim_policy=POLICY))
    return known


def _tried(deed: Callable[[], Read]) -> Read:
    """What scim2-models refuses becomes an answer with its words."""
    try:
        return deed()
    except (ValidationError, SCIMException) as error:
        raise Malformed.of(error) from error
    except RecursionError as error:
        raise Malformed.of(InvalidSyntaxException(detail="Nested too deeply")) from error
