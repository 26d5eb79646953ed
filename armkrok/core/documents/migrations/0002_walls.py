from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        SecureTenantTables(["StoredFile"]),
    ]
