"""A filter (RFC 7644 section 3.4.2.2) as a condition of the database; what is compared is a parameter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException
from scim2_models.path import FilterVisitor
from scim2_models.path.expressions import (
    AttrPath,
    CompareOperator,
    Comparison,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

Op = CompareOperator
EXACT = {
    Op.eq: "exact", Op.co: "contains", Op.sw: "startswith", Op.ew: "endswith",
    Op.gt: "gt", Op.ge: "gte", Op.lt: "lt", Op.le: "lte",
}  # fmt: skip
LOOSE = EXACT | {Op.eq: "iexact", Op.co: "icontains", Op.sw: "istartswith", Op.ew: "iendswith"}


@dataclass(frozen=True)
class Column:
    """Where an attribute is; `guarded` ones are never found of a protected person."""

    name: str
    kind: str = "text"
    exact: bool = False
    guarded: bool = False


USERS = {
    "id": Column("pk", "id", exact=True),
    "externalid": Column("external_id", exact=True),
    "username": Column("login"),
    "displayname": Column("person__name", guarded=True),
    "name.formatted": Column("person__name", guarded=True),
    "name.familyname": Column("person__surname", guarded=True),
    "name.givenname": Column("person__given_name", guarded=True),
    "title": Column("title", guarded=True),
    "emails": Column("email", guarded=True),
    "emails.value": Column("email", guarded=True),
    "emails.type": Column("", "work"),
    "active": Column("left_at", "present"),
    "department": Column("department"),
    "meta.created": Column("joined_at", "moment"),
    "meta.lastmodified": Column("changed", "moment"),
}
GROUPS = {
    "id": Column("pk", "id", exact=True),
    "externalid": Column("external_id", exact=True),
    "displayname": Column("name"),
    "meta.created": Column("changed", "moment"),
    "meta.lastmodified": Column("changed", "moment"),
}


class AsCondition(FilterVisitor[Q]):
    """Walks the filter's tree; what is not a column here is refused, never ignored."""

    def __init__(self, columns: dict[str, Column], within: str = "") -> None:
        self.columns = columns
        self.within = within

    def column(self, path: AttrPath) -> Column:
        """The attribute's column."""
        names = [name for name in (self.within, path.attr, path.sub_attr) if name]
        found = self.columns.get(".".join(names).lower())
        if found is None:
            raise InvalidFilterException(detail=f"Cannot filter on {'.'.join(names)[:80]}")
        return found

    def visit_comparison(self, node: Comparison) -> Q:
        column = self.column(node.attr_path)
        found = _compared(column, node.op, node.value)
        return found & Q(person__is_protected=False) if column.guarded else found

    def visit_present(self, node: Present) -> Q:
        column = self.column(node.attr_path)
        if column.kind in {"present", "work", "id"}:
            return ~Q(pk=None)
        if column.kind == "moment":
            return Q(**{f"{column.name}__isnull": False})
        return ~Q(**{column.name: ""})

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        terms = [self.visit(term) for term in node.terms]
        joined = terms[0]
        for term in terms[1:]:
            joined = joined & term if node.op == LogicalOperator.and_ else joined | term
        return joined

    def visit_value_path(self, node: ValuePath) -> Q:
        return AsCondition(self.columns, node.attr_path.attr).visit(node.val_filter)


def _compared(column: Column, op: CompareOperator, value: Any) -> Q:
    if op == Op.ne:
        return ~_compared(column, Op.eq, value)
    if column.kind == "present":
        return Q(**{f"{column.name}__isnull": bool(value)})
    if column.kind == "work":
        return ~Q(pk=None) if str(value).lower() == "work" else Q(pk=None)
    if column.kind == "id":
        return _same_id(column, op, value)
    lookups = EXACT if column.exact or column.kind == "moment" else LOOSE
    if column.kind == "text" and (not isinstance(value, str) or "\0" in value):
        return Q(**{column.name: ""}) if value is None else Q(pk=None)
    return Q(**{f"{column.name}__{lookups[op]}": value})


def _same_id(column: Column, op: CompareOperator, value: Any) -> Q:
    if op != Op.eq:
        raise InvalidFilterException(detail="id can be compared with eq and ne")
    try:
        return Q(**{column.name: UUID(str(value))})
    except ValueError:
        return Q(pk=None)
