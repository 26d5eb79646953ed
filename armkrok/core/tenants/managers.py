"""Managers that refuse to look for tenant rows without an organisation."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from armkrok.core.tenants import scope

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """Only the rows of the organisation in scope; without a scope it raises Unscoped."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(organisation_id=scope.current_organisation_id())

    def locked(self, row: M) -> M:
        """The same row, read again and locked until the transaction ends."""
        return self.get_queryset().select_for_update(of=("self",)).get(pk=row.pk)


class OwnManager(models.Manager[M]):
    """A person's own rows in every organisation; the database lets nobody else's through."""

    def for_person(self, person_id: UUID) -> models.QuerySet[M]:
        """The person's rows in every organisation, or in the only one where her log-in holds."""
        own = super().get_queryset().filter(person_id=person_id)
        only_id = scope.current().only_id
        return own.filter(organisation_id=only_id) if only_id else own

    def get_queryset(self) -> models.QuerySet[M]:
        person_id = scope.current().person_id
        if person_id is None:
            raise scope.Unscoped(scope.Unscoped.__doc__)
        return self.for_person(person_id)


class KnownManager(models.Manager[M]):
    """Rows of every organisation that any person may know of, such as which services are open."""

    def get_queryset(self) -> models.QuerySet[M]:
        if scope.current().person_id is None:
            raise scope.Unscoped(scope.Unscoped.__doc__)
        return super().get_queryset()
