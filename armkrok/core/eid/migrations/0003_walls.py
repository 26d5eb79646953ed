from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("eid", "0002_providers"), ("tenants", "0002_walls")]

    operations = [SecureTenantTables(["Provider"])]
