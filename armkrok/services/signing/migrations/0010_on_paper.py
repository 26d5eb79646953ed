import armkrok.core.tenants.fields
import armkrok.core.tenants.scope
import armkrok.kit.days
import armkrok.kit.ids
import django.db.models.deletion
from django.db import migrations, models

from armkrok.core.tenants.operations import SecureTenantTables, TieTenantKeys


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_walls'),
        ('identity', '0005_protected_until_known'),
        ('signing', '0009_evidence_of_providers'),
        ('tenants', '0005_only_here'),
    ]

    operations = [
        migrations.AlterField(
            model_name='party',
            name='state',
            field=models.CharField(choices=[('later', 'Blir tillfrågad senare'), ('invited', 'Inbjuden'), ('opened', 'Har öppnat'), ('consented', 'Underskriften sparas'), ('signed', 'Har skrivit under'), ('approved', 'Har godkänt'), ('read', 'Har läst'), ('on_paper', 'Har skrivit under på papper'), ('copied', 'Får en kopia'), ('declined', 'Vill inte'), ('replaced', 'Ersatt av någon annan')], default='invited', max_length=10),
        ),
        migrations.CreateModel(
            name='OnPaper',
            fields=[
                ('id', models.UUIDField(default=armkrok.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('how', models.CharField(choices=[('paper', 'på papper'), ('phone', 'per telefon'), ('visit', 'vid ett besök')], max_length=10)),
                ('day', models.DateField(help_text='when the person answered')),
                ('reason', models.CharField(choices=[('no_eid', 'Har ingen e-legitimation'), ('cannot', 'Kan inte använda e-legitimation'), ('will_not', 'Vill inte använda e-legitimation'), ('other', 'Annat skäl')], help_text='why not with an e-ID', max_length=10)),
                ('note', models.CharField(blank=True, help_text='more on why; may tell of the person', max_length=500)),
                ('identified', models.CharField(help_text='how staff knew who it was', max_length=300)),
                ('scan_pages', models.PositiveIntegerField(default=0)),
                ('client_id', models.UUIDField(help_text='the API client that registered it', null=True)),
                ('registered_at', models.DateTimeField(default=armkrok.kit.days.now)),
                ('state_before', models.CharField(help_text="the party's, which it gets back when undone", max_length=10)),
                ('organisation', models.ForeignKey(default=armkrok.core.tenants.scope.current_organisation_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.organisation')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
                ('request', armkrok.core.tenants.fields.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signing.signingrequest')),
                ('scan', armkrok.core.tenants.fields.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='party',
            name='registration',
            field=armkrok.core.tenants.fields.TenantForeignKey(help_text='answered by staff for her', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='signing.onpaper'),
        ),
        SecureTenantTables(['OnPaper']),
        TieTenantKeys('Party', ['registration']),
    ]
