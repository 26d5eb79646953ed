"""The order in which a school counts its classes."""

from django.db.models import Case, Value, When

_PRE_SCHOOL = r"^(F([- ]?[A-ZÅÄÖ0-9]{1,2})?|Förskoleklass.*)( .*)?$"


def youngest_first(path: str = "name") -> tuple[Case, str]:
    """For order_by(): by name, pre-school classes (F, FA, F-2) before year 1; `path` as in "group__name"."""
    return Case(When(**{f"{path}__regex": _PRE_SCHOOL}, then=Value(0)), default=Value(1)), path
