from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        SecureTenantTables(["Board", "Unit", "OpenService"]),
    ]
