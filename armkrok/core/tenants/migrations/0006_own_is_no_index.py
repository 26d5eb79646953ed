from django.db import migrations

from armkrok.core.tenants.operations import ONLY, OWN, PERSON

BEFORE = f"person_id = {PERSON} AND organisation_id = coalesce({ONLY}, organisation_id)"
CHANGE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_policies
        WHERE policyname = 'own' AND schemaname = current_schema() AND qual LIKE '%(person_id =%'
    LOOP
        EXECUTE format('ALTER POLICY own ON %I USING ({condition})', found.tablename);
    END LOOP;
END $$;
"""


def told(condition):
    return CHANGE.format(condition=condition.replace("'", "''"))


class Migration(migrations.Migration):
    """The condition of a person's own rows is checked, and never used to find them."""

    dependencies = [("tenants", "0005_only_here")]

    operations = [migrations.RunSQL(told(OWN), told(BEFORE))]
