"""What has just been filled is planned for what it holds, though the application owns no table."""

import pytest
from django.db import connection

from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.statistics import renew_statistics

pytestmark = pytest.mark.django_db
TABLE = Organisation._meta.db_table


def _rows() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [TABLE])
        return float(cursor.fetchone()[0])


def test_a_table_that_was_filled_in_this_transaction_is_known() -> None:
    Organisation.objects.bulk_create(
        Organisation(slug=f"kommun-{number}", name=f"Kommun {number}") for number in range(300)
    )
    renew_statistics(TABLE)
    assert _rows() == Organisation.objects.count() >= 300
