from django.db import migrations


class Migration(migrations.Migration):
    """Those who are asked are parties: not all of them sign."""

    dependencies = [("signing", "0002_walls")]

    operations = [
        migrations.RemoveConstraint("signatory", "signatory_once"),
        migrations.RenameModel("Signatory", "Party"),
        migrations.RenameField("consent", "signatory", "party"),
        migrations.RenameField("party", "signed_at", "done_at"),
        migrations.RenameField("signingrequest", "remind", "remind_last"),
    ]
