from django.db import migrations

from armkrok.core.audit.chain_sql import linking, unlinking

_CHAIN = ("exchange_link", "exchange_releasebatch", "exchange_releasehead")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_walls"), ("audit", "0003_principal")]

    operations = [migrations.RunSQL(linking(*_CHAIN, after="audit_audithead"), unlinking(*_CHAIN))]
