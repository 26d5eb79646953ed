"""What the links' composite keys imply already is taken away, since an import writes half a million links.

A link names two rows of its own organisation by composite keys, (organisation_id, …) → (organisation_id, id),
neither of them null, and those rows have a key to the organisation. Its own key to the organisation can
therefore never fail when those hold, and costs a third of the checks at COMMIT. Every other index of the
table but its primary key begins with organisation_id, so an index of that column alone finds nothing new.
"""

from typing import ClassVar

from django.db import migrations

TAKE_AWAY = """
DO $$
DECLARE
    links regclass[] := ARRAY['school_enrolment', 'school_responsible', 'school_assignment',
                              'school_membership', 'school_activitygroup', 'school_teaching'];
    one record;
BEGIN
    FOR one IN SELECT c.conrelid::regclass AS owner, c.conname AS name FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.contype = 'f' AND c.conrelid = ANY (links)
        AND cardinality(c.conkey) = 1 AND a.attname = 'organisation_id'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.owner, one.name);
    END LOOP;
    FOR one IN SELECT i.indexrelid::regclass AS name FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = ANY (links) AND i.indnkeyatts = 1 AND a.attname = 'organisation_id'
        AND NOT i.indisunique AND i.indpred IS NULL
    LOOP
        EXECUTE format('DROP INDEX %s', one.name);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("school", "0003_title_search")]

    operations: ClassVar = [migrations.RunSQL(TAKE_AWAY, migrations.RunSQL.noop)]
