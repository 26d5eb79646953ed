from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("passkeys", "0001_initial"), ("tenants", "0002_walls")]

    operations = [SecureTenantTables(["Passkey", "BreakGlass", "Invitation"], own=("Passkey",))]
