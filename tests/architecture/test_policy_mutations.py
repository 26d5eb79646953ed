"""With any one policy of the database dropped, opened or switched off, a check of test_tenancy fails.

The owner changes the live catalogue in a transaction of its own, looks with the same checks, and undoes it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, models, transaction

from tests.architecture import test_tenancy

CHECKS = (
    test_tenancy.test_row_security_is_on_and_forced,
    test_tenancy.test_the_policy_judges_both_reading_and_writing,
)
MODELS: list[type[models.Model]] = [*test_tenancy.TENANTS, *test_tenancy.NOT_TENANT_MODELS]
HARM = (
    "DROP POLICY tenant ON {table}",
    "ALTER POLICY tenant ON {table} USING (true)",
    "ALTER POLICY tenant ON {table} WITH CHECK (true)",
    "ALTER POLICY tenant ON {table} USING (current_setting('app.organisation') <> '')",
    "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "CREATE POLICY more ON {table} FOR SELECT USING (true)",
)
HARM_TO_OWN = (
    "DROP POLICY own ON {table}",
    "ALTER POLICY own ON {table} USING (true)",
)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@contextmanager
def _as_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The checks look through the owner's connection, and what is done there is undone."""
    owner = connections["owner"]
    with monkeypatch.context() as patch, transaction.atomic(using="owner"):
        patch.setattr(test_tenancy, "connection", owner)
        yield
        transaction.set_rollback(True, using="owner")


def _is_noticed(model: type[models.Model], harm: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    with _as_owner(monkeypatch):
        with connections["owner"].cursor() as cursor:
            cursor.execute(harm.format(table=model._meta.db_table))
        return any(_fails(check, model) for check in CHECKS)


def _fails(check: object, model: type[models.Model]) -> bool:
    try:
        check(model)  # type: ignore[operator]
    except AssertionError:
        return True
    return False


def test_every_harm_to_a_policy_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [(model, harm) for model in MODELS for harm in HARM]
    assert len(tried) > 300
    missed = [(model._meta.label, harm) for model, harm in tried if not _is_noticed(model, harm, monkeypatch)]
    assert missed == []


def test_every_harm_to_what_a_person_sees_of_her_own_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [(model, harm) for model in MODELS if test_tenancy.has_own(model) for harm in HARM_TO_OWN]
    assert len(tried) > 5
    missed = [(model._meta.label, harm) for model, harm in tried if not _is_noticed(model, harm, monkeypatch)]
    assert missed == []
