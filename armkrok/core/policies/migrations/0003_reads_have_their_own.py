"""What is decided of the read log is in core/reading alone; what was said here is moved there."""

from django.db import migrations

TABLES = ("policies_policy", "reading_readpolicy")
FREE = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES]
BIND = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES]

# Only where core/reading has no decision of its own. Nothing is culled by it: it names no decision to cull.
MOVE = """
INSERT INTO reading_readpolicy (id, organisation_id, years, decision, names_readers)
SELECT gen_random_uuid(), organisation_id, least(greatest(read_log_years, 2), 10), '', shows_readers
FROM (SELECT DISTINCT ON (organisation_id) organisation_id, read_log_years, shows_readers
      FROM policies_policy ORDER BY organisation_id, since DESC, id DESC) newest
WHERE (read_log_years <> 5 OR shows_readers)
ON CONFLICT (organisation_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_walls"), ("reading", "0002_walls")]

    operations = [
        migrations.RunSQL([*FREE, MOVE, *BIND], migrations.RunSQL.noop),
        migrations.RemoveField(model_name="policy", name="read_log_years"),
        migrations.RemoveField(model_name="policy", name="shows_readers"),
    ]
