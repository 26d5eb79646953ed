from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_walls_of_keys")]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="return_urls",
            field=models.JSONField(default=list, help_text="where people may be sent back to"),
        ),
    ]
