"""Keys between tenant rows."""

from typing import Any

from django.db import models


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A key to a row of the same organisation.

    PostgreSQL's foreign-key checks ignore row-level security, so the constraint is composite,
    (organisation_id, field) → (organisation_id, id), and made by SecureTenantTables in the migration.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs
