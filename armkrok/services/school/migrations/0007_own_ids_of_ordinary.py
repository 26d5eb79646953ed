from django.db import migrations

# Who is told of as usual had the roster's id, and the row that of her alias. The owner of the table is held by its
# policy too; without NO FORCE it would see no rows.
NEW_IDS = """
UPDATE school_alias a SET alias_id = n.id
FROM (SELECT organisation_id, subject_id, gen_random_uuid() AS id FROM school_alias
      WHERE policy = 'ordinary' GROUP BY organisation_id, subject_id) n
WHERE a.policy = 'ordinary' AND a.organisation_id = n.organisation_id AND a.subject_id = n.subject_id
"""


class Migration(migrations.Migration):
    dependencies = [("school", "0006_protected_at")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE school_alias NO FORCE ROW LEVEL SECURITY",
                NEW_IDS,
                "ALTER TABLE school_alias FORCE ROW LEVEL SECURITY",
            ],
            migrations.RunSQL.noop,
        )
    ]
