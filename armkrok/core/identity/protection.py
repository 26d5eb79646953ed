"""Which people a list, a search or an export may hold. Fields hide names by themselves: see guarding."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from armkrok.core.identity import guarding
from armkrok.core.tenants.scope import current

Row = TypeVar("Row", bound=Model)


def visible(rows: "QuerySet[Row]", path: str = "person") -> "QuerySet[Row]":
    """The rows without protected persons, unless the one who asks is named to see them; her own stay.

    `path` leads from the row to the person, empty when the rows are people.
    """
    if guarding.may_see_all():
        return rows
    open_to_all = Q(**{f"{path}__is_protected" if path else "is_protected": False})
    own = current().person_id
    return rows.filter(open_to_all | Q(**{f"{path}_id" if path else "pk": own}) if own else open_to_all)
