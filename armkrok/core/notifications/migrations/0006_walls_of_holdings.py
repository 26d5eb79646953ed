from django.db import migrations

from armkrok.core.tenants.operations import ONLY, PERSON, SecureTenantTables

# As the other policies `own`, but by the person's numbers; not for a log-in that holds in one organisation.
NUMBERS = f"SELECT n.lookup FROM identity_identitynumber n WHERE n.person_id = {PERSON} AND n.until IS NULL"
OWN = f"""
CREATE POLICY own ON notifications_holding FOR SELECT
USING (({ONLY} IS NULL AND lookup IN ({NUMBERS})) IS TRUE)
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_holdings"), ("identity", "0001_initial")]

    operations = [
        SecureTenantTables(["Holding"]),
        migrations.RunSQL(OWN, "DROP POLICY own ON notifications_holding"),
    ]
