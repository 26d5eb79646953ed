from django.db import migrations

from armkrok.core.reading.chain_sql import CULL, DISOWN, LINK, OWN, UNCULL, UNLINK
from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("reading", "0001_initial"), ("audit", "0003_principal")]

    operations = [
        SecureTenantTables(["ReadRow", "ReadSubject", "ReadPolicy"], own=("ReadSubject",)),
        migrations.RunSQL(LINK, UNLINK),
        migrations.RunSQL(OWN, DISOWN),
        migrations.RunSQL(CULL, UNCULL),
    ]
