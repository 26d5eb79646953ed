"""Which people a list, a search or an export may hold. Fields hide names by themselves: see guarding."""

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from armkrok.core.identity import guarding
from armkrok.core.tenants.scope import current

Row = TypeVar("Row", bound=Model)


class _AboutSomebody(Protocol):
    @property
    def person_id(self) -> UUID: ...


def visible(rows: "QuerySet[Row]", path: str = "person") -> "QuerySet[Row]":
    """The rows without protected persons, unless the one who asks is named to see them; her own stay.

    `path` leads from the row to the person, empty when the rows are people.
    """
    if guarding.may_see_all():
        return rows
    open_to_all = Q(**{f"{path}__is_protected" if path else "is_protected": False})
    own = current().person_id
    return rows.filter(open_to_all | Q(**{f"{path}_id" if path else "pk": own}) if own else open_to_all)


def any_protected(rows: Iterable[_AboutSomebody]) -> bool:
    """Whether any of those whom the rows are about is protected: for a warning that names nobody."""
    return any(guarding.is_protected(one.person_id) for one in rows)
