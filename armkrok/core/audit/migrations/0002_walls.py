from django.db import migrations

from armkrok.core.audit.chain_sql import CREATE, DROP
from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        SecureTenantTables(["AuditRow", "AuditAnchor"]),
        migrations.RunSQL(CREATE, DROP),
    ]
