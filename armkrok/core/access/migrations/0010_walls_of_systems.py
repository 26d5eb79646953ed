from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("access", "0009_move_secrets")]

    operations = [
        SecureTenantTables(["ClientSecret", "ClientUse", "ClientAddress"]),
        migrations.RemoveField("apiclient", "secret_hash"),
    ]
