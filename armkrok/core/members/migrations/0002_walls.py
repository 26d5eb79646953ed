from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("tenants", "0002_walls"), ("documents", "0002_walls")]

    operations = [
        SecureTenantTables(["Member", "Group", "GroupEntry"], own=("Member",)),
    ]
