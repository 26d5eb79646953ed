from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("me", "0001_initial"), ("tenants", "0002_walls")]

    operations = [SecureTenantTables(["Merger"])]
