from django.db import migrations

from armkrok.core.tenants.operations import OWN, PERSON

CHANGE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_policies
        WHERE policyname = 'own' AND schemaname = current_schema() AND qual LIKE '(person_id =%'
    LOOP
        EXECUTE format('ALTER POLICY own ON %I USING ({condition})', found.tablename);
    END LOOP;
END $$;
"""


def told(condition):
    return CHANGE.format(condition=condition.replace("'", "''"))


class Migration(migrations.Migration):
    """A log-in that holds in one organisation alone sees the person's own rows there alone."""

    dependencies = [("tenants", "0004_known_services")]

    operations = [migrations.RunSQL(told(OWN), told(f"person_id = {PERSON}"))]
