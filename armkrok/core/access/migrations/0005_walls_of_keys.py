from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("access", "0004_tally_idempotencykey")]

    operations = [SecureTenantTables(["IdempotencyKey"])]
