from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0008_sent_at")]

    operations = [
        migrations.AddField(
            "act",
            "eid_evidence",
            models.JSONField(default=dict, help_text="other texts of the answer, see identity.proof"),
        ),
        migrations.AddField("act", "principal_id", models.UUIDField(null=True, help_text="the person signed for")),
        migrations.AddField("act", "mandate", models.CharField(max_length=200, blank=True)),
    ]
