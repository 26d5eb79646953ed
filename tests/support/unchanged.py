"""A refusal leaves everything as it was: `with unchanged(towns): …` compares every table before and after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from armkrok.core.tenants.models import Organisation, TenantModel
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled

METERS = {"access_clientuse", "access_clientaddress"}  # calls are counted whether they are refused or not
READS = {"reading_readrow", "reading_readsubject"}  # a form that comes back with an error shows people again
GLOBAL = ("identity_person", "identity_identitynumber", "tenants_organisation")


@contextmanager
def unchanged(towns: Settled) -> Iterator[None]:
    """Fail when a row of either town, or a person, was added, removed or changed."""
    before = _fingerprints(towns)
    yield
    after = _fingerprints(towns)
    changed = sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))
    assert not changed, f"changed: {changed}"


def _fingerprints(towns: Settled) -> dict[str, str]:
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, TenantModel) and m._meta.managed]
    tables = [table for table in tables if table not in METERS | READS]
    found = {table: _of(table) for table in GLOBAL}
    operator = Organisation.objects.get(is_operator=True)
    for place in [*towns.organisations.values(), operator]:
        with scope(place.pk):
            found |= {f"{place.slug} {table}": _of(table) for table in tables}
    return found


def _of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")  # noqa: S608
        return str(cursor.fetchone()[0])
