from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("administration", "0001_initial"), ("access", "0002_walls"), ("tenants", "0002_walls")]

    operations = [SecureTenantTables(["StaffImport", "RoleReview"])]
