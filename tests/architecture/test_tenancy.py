"""Both walls round every tenant table, read from the live database's catalogue."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from armkrok.core.audit.models import AuditHead
from armkrok.core.reading.models import ReadHead
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import KnownManager, OwnManager
from armkrok.core.tenants.models import TenantModel
from armkrok.services.exchange.models import ReleaseHead
from armkrok.services.school.models import TitleWord

pytestmark = pytest.mark.django_db

NOT_TENANT_MODELS = {
    AuditHead: "one row per organisation, keyed by it; written only by the chain's trigger",
    ReadHead: "one row per organisation, keyed by it; written only by the database's own functions",
    ReleaseHead: "one row per organisation, keyed by it; written only by the chain's trigger",
    TitleWord: "a row for each word of a title, keyed by all of it; written only by the titles' triggers",
}
NO_WALL = {
    "eid_eidorder": "begun before anybody is known; found by the browser that began it",
    "identity_session": "a person's; names the organisation that it holds in alone",
    "me_dataexport": "a person's own copy; names the organisation that it is of alone",
    "passkeys_ceremony": "begun before anybody is known; found by the browser that began it",
}
"""Tables that name an organisation and are everybody's, with the reason."""
OURS = [model for model in apps.get_models() if model.__module__.startswith("armkrok.")]
TENANTS = [model for model in OURS if issubclass(model, TenantModel)]
WALLED = [*TENANTS, *NOT_TENANT_MODELS]
HOW = "name the model in a SecureTenantTables operation in its migration"


def _ids(value: Any) -> str:
    return str(value._meta.label)


def _rows(query: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _fields(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    yield from (field for field in model._meta.local_fields if isinstance(field, models.ForeignKey))


@pytest.mark.parametrize("model", OURS, ids=_ids)
def test_what_belongs_to_an_organisation_is_a_tenant_model(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    if "organisation" in names and model not in NOT_TENANT_MODELS:
        assert issubclass(model, TenantModel), f"{model._meta.label}: inherit from TenantModel"


@pytest.mark.parametrize("model", WALLED, ids=_ids)
def test_row_security_is_on_and_forced(model: type[models.Model]) -> None:
    table = model._meta.db_table
    found = _rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table)
    assert found == [(True, True)], f"{model._meta.label}: {HOW}"


def test_every_table_that_names_an_organisation_is_walled() -> None:
    """Also those that no model knows."""
    query = """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    """
    assert {name for (name,) in _rows(query)} == set(NO_WALL)


def test_functions_that_run_as_their_owner_say_where_they_look() -> None:
    """Else a table of the same name elsewhere would be found first (CVE-2018-1058)."""
    query = """
        SELECT p.proname, coalesce(array_to_string(p.proconfig, ','), '') FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.prosecdef
    """
    found = dict(_rows(query))
    assert len(found) >= 4
    assert [name for name, config in found.items() if config != "search_path=public, pg_temp"] == []


OPEN_TO_ALL = {"eid.Provider": "is_open"}
"""What strangers may know, with the condition: an organisation's open ways to log in."""


THE_ORGANISATIONS = (
    "(organisation_id = (NULLIF(current_setting('app.organisation'::text, true), ''::text))::uuid)"
)


BY_SUBJECT = {"reading.ReadRow"}
"""Rows that a person sees because they tell of her; queries.reads_of() is the way there."""


def has_own(model: type[models.Model]) -> bool:
    """Whether people may read the model's rows, or some of them, from outside the organisation."""
    managers = (OwnManager, KnownManager)
    if model._meta.label in BY_SUBJECT:
        return True
    return model._meta.label in OPEN_TO_ALL or any(isinstance(one, managers) for one in model._meta.managers)


@pytest.mark.parametrize("model", WALLED, ids=_ids)
def test_the_policy_judges_both_reading_and_writing(model: type[models.Model]) -> None:
    query = "SELECT policyname, cmd, qual, with_check FROM pg_policies WHERE tablename = %s ORDER BY 1 DESC"
    policies = _rows(query, model._meta.db_table)
    assert policies, f"{model._meta.label}: {HOW}"
    name, command, reads, writes = policies[0]
    assert (name, command) == ("tenant", "ALL"), f"{model._meta.label}: {HOW}"
    assert (reads, writes) == (THE_ORGANISATIONS, THE_ORGANISATIONS)
    assert has_own(model) == bool(policies[1:]), f"{model._meta.label}: managers and policies say different"
    for other, command, reads, _writes in policies[1:]:
        assert (other, command) == ("own", "SELECT"), f"{model._meta.label} has an unknown policy {other!r}"
        assert OPEN_TO_ALL.get(model._meta.label, "app.person") in reads


@pytest.mark.parametrize("model", TENANTS, ids=_ids)
def test_rows_can_be_pointed_at_only_together_with_their_organisation(model: type[models.Model]) -> None:
    assert ("organisation_id", "id") in _constraints(model._meta.db_table, "u"), f"{model._meta.label}: {HOW}"


@pytest.mark.parametrize("model", WALLED, ids=_ids)
def test_keys_between_tenant_rows_are_composite(model: type[models.Model]) -> None:
    made = _constraints(model._meta.db_table, "f")
    for field in _fields(model):
        if isinstance(field, TenantForeignKey):
            assert ("organisation_id", field.column) in made, f"{field}: {HOW}"
        else:
            target = field.related_model
            assert not (isinstance(target, type) and issubclass(target, TenantModel)), (
                f"{field}: use TenantForeignKey, since PostgreSQL's own key check passes both walls"
            )


@pytest.mark.parametrize("model", [m for m in OURS if m not in TENANTS], ids=_ids)
def test_global_rows_do_not_point_into_an_organisation(model: type[models.Model]) -> None:
    for field in _fields(model):
        assert not issubclass(field.related_model, TenantModel), f"{field}: keep the id alone"


@pytest.mark.parametrize("model", TENANTS, ids=_ids)
def test_what_is_unique_is_so_within_its_organisation(model: type[models.Model]) -> None:
    query = """
        SELECT i.relname, array_agg(a.attname::text) FROM pg_index x
        JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
        WHERE t.relname = %s AND x.indisunique AND NOT x.indisprimary GROUP BY i.relname
    """
    for index, columns in _rows(query, model._meta.db_table):
        assert "organisation_id" in columns, (
            f"{index}: one organisation could learn by an error that another has the value; add organisation"
        )


@pytest.mark.parametrize("model", TENANTS, ids=_ids)
def test_the_managers_refuse_without_a_scope(model: type[models.Model]) -> None:
    from armkrok.core.tenants.scope import Unscoped

    for manager in model._meta.managers:
        if model._meta.label in OPEN_TO_ALL and manager.name == "offered":
            continue
        with pytest.raises(Unscoped):
            list(manager.all())


def test_the_application_role_cannot_climb_the_wall() -> None:
    query = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert _rows(query) == [(False, False)]
    owned = _rows("SELECT tablename FROM pg_tables WHERE tableowner = current_user")
    assert owned == []
    assert connection.settings_dict["USER"] != settings.DATABASES["owner"]["USER"]


@pytest.mark.parametrize("privilege", ["UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize(
    "table",
    [
        "audit_auditrow", "audit_auditanchor", "audit_audithead",
        "reading_readrow", "reading_readsubject", "reading_readhead",
        "exchange_release", "exchange_releasebatch", "exchange_releasehead",
    ],
)  # fmt: skip
def test_the_chains_only_grow(table: str, privilege: str) -> None:
    assert _rows("SELECT has_table_privilege(current_user, %s, %s)", table, privilege) == [(False,)]


def _constraints(table: str, kind: str) -> set[tuple[str, ...]]:
    """The columns of the table's constraints of a kind, in order: u unique, f foreign key."""
    query = """
        SELECT (SELECT array_agg(a.attname::text ORDER BY k.n)
                FROM unnest(c.conkey) WITH ORDINALITY k (num, n)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num)
        FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype = %s
    """
    return {tuple(columns) for (columns,) in _rows(query, table, kind)}
