from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION renew_statistics(names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY names LOOP
        EXECUTE format('ANALYZE %I', one);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Only a table's owner may ANALYZE it, and the application is not; the function does that and nothing else."""

    dependencies: ClassVar = [("tenants", "0006_own_is_no_index")]

    operations: ClassVar = [migrations.RunSQL(FORWARD, "DROP FUNCTION renew_statistics(text[])")]
