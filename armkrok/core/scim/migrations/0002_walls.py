from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("scim", "0001_initial"), ("tenants", "0002_walls"), ("members", "0002_walls")]

    operations = [SecureTenantTables(["Provisioned", "ProvisionedGroup"])]
