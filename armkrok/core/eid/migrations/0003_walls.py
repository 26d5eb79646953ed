from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables

FORWARD = "CREATE POLICY own ON eid_provider FOR SELECT USING (is_open)"
BACKWARD = "DROP POLICY own ON eid_provider"


class Migration(migrations.Migration):
    """Strangers at the log-in page see which ways an organisation offers; closed ones are its own business."""

    dependencies = [("eid", "0002_providers"), ("tenants", "0002_walls")]

    operations = [SecureTenantTables(["Provider"]), migrations.RunSQL(FORWARD, BACKWARD)]
