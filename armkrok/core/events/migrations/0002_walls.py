from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        SecureTenantTables(["OutboxRow"]),
    ]
