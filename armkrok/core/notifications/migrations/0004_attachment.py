import django.db.models.deletion
from django.db import migrations, models

import armkrok.core.tenants.fields
from armkrok.core.tenants.operations import TieTenantKeys


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_walls"),
        ("notifications", "0003_task_about"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="attachment",
            field=armkrok.core.tenants.fields.TenantForeignKey(
                help_text="none: text alone",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="attachment_name",
            field=models.CharField(blank=True, default="", help_text="as the reader sees it", max_length=120),
            preserve_default=False,
        ),
        TieTenantKeys("Message", ["attachment"]),
    ]
