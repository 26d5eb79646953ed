from django.db import migrations

FORWARD = """
CREATE TABLE protection_stamp (stamp uuid NOT NULL);
INSERT INTO protection_stamp VALUES (gen_random_uuid());

CREATE FUNCTION protection_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE protection_stamp SET stamp = gen_random_uuid();
    RETURN NULL;
END $$;

CREATE TRIGGER protection_added AFTER INSERT ON identity_person
    FOR EACH ROW WHEN (NEW.is_protected) EXECUTE FUNCTION protection_changed();
CREATE TRIGGER protection_changed AFTER UPDATE ON identity_person
    FOR EACH ROW WHEN (OLD.is_protected IS DISTINCT FROM NEW.is_protected) EXECUTE FUNCTION protection_changed();
CREATE TRIGGER protection_removed AFTER DELETE ON identity_person
    FOR EACH ROW WHEN (OLD.is_protected) EXECUTE FUNCTION protection_changed();
"""
BACKWARD = """
DROP TRIGGER protection_added ON identity_person;
DROP TRIGGER protection_changed ON identity_person;
DROP TRIGGER protection_removed ON identity_person;
DROP FUNCTION protection_changed();
DROP TABLE protection_stamp;
"""


class Migration(migrations.Migration):
    """A stamp that changes with every marking, so that a process need not ask for all of them each time.

    It is random, never counted: a number that was rolled back would come again and mean something else.
    """

    dependencies = [("protection", "0001_initial"), ("identity", "0005_protected_until_known")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
