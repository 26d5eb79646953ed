import django.db.models.deletion
from django.db import migrations

import armkrok.core.tenants.fields


class Migration(migrations.Migration):
    """What has moved is taken away where it was."""

    dependencies = [("signing", "0005_move")]

    operations = [
        migrations.RemoveField(
            model_name='consent',
            name='answered_at',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='certificate_serial',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='document_sha256',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='eid_certificate_serial',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='eid_ocsp',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='eid_signature',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='given_name',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='hidden_data',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='ip',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='job',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='loa',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='method',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='order_ref',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='person',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='provider',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='received_at',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='revision_sha256',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='risk',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='surname',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='timestamp_at',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='user_agent',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='visible_text',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='current',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='file_name',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='is_sealed',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='original',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='page_sizes',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='pages',
        ),
        migrations.RemoveField(
            model_name='signingrequest',
            name='removed',
        ),
        migrations.AlterField(
            model_name="consent",
            name="act",
            field=armkrok.core.tenants.fields.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="signing.act"
            ),
        ),
    ]
