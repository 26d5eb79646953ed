from django.db import migrations, models


class Migration(migrations.Migration):
    """Statistics read the requests of a year."""

    dependencies = [("signing", "0007_more_walls")]

    operations = [
        migrations.AddIndex(
            model_name="signingrequest",
            index=models.Index(fields=["organisation", "sent_at"], name="request_sent_at"),
        ),
    ]
