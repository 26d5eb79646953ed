"""Sources may be directories."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("school", "0008_title_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ss12000", "SS 12000 (REST)"),
                    ("csv", "CSV-filer, SS 12000"),
                    ("egil_csv", "CSV-filer, EGIL-klientens form"),
                    ("directory", "Katalog (LDAP eller Active Directory)"),
                ],
                max_length=10,
            ),
        ),
    ]
