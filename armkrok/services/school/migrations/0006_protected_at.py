"""When somebody became protected, so that systems are told once that she is gone.

Of those who are protected already, the last change of their row is as near as can be known.
"""

from django.db import migrations, models

KNOWN = """
DO $$
DECLARE
    place uuid;
    before text := coalesce(current_setting('app.organisation', true), '');
BEGIN
    FOR place IN SELECT id FROM tenants_organisation LOOP
        PERFORM set_config('app.organisation', place::text, true);
        UPDATE school_rosterperson SET protected_at = changed_at WHERE organisation_id = place AND is_protected;
    END LOOP;
    PERFORM set_config('app.organisation', before, true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("school", "0005_key_rotation")]

    operations = [
        migrations.AddField(
            model_name="rosterperson",
            name="protected_at",
            field=models.DateTimeField(help_text="none: never, or from her first day here", null=True),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
