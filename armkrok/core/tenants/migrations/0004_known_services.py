from django.db import migrations

from armkrok.core.tenants.operations import PERSON

FORWARD = f"CREATE POLICY own ON tenants_openservice FOR SELECT USING ({PERSON} IS NOT NULL)"
BACKWARD = "DROP POLICY own ON tenants_openservice"


class Migration(migrations.Migration):
    """Which services an organisation has is no secret: a person's own list needs to know it of several."""

    dependencies = [("tenants", "0003_number")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
