"""A title's words go from its row to a table, a row for each, where an index finds them (decision 0045).

school_title_search of migration 0003 still says which words there are, and how much each weighs. Beside them stand
marks of the subjects, the types of school and the needs, since an index finds nothing in an array. Triggers that see
all rows of a statement keep the table, also when a title is deleted or a supplier changes its name.

Both tables are vacuumed after so many new rows, not after a share of all organisations' rows: an index says all
only of rows that VACUUM has seen.
"""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import armkrok.core.tenants.scope

ORGANISATION = "nullif(current_setting('app.organisation', true), '')::uuid"
EACH_ORGANISATION = """
DO $$
DECLARE place uuid;
BEGIN
    FOR place IN SELECT id FROM tenants_organisation LOOP
        PERFORM set_config('app.organisation', place::text, true);
        {statement};
    END LOOP;
    PERFORM set_config('app.organisation', '', true);
END $$;
"""

COLUMN_AWAY = """
DROP TRIGGER school_title_keep ON school_title;
DROP FUNCTION school_title_keep();
"""
COLUMN_BACK = f"""
ALTER TABLE school_title ALTER COLUMN search SET STORAGE PLAIN;

CREATE FUNCTION school_title_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := school_title_search(NEW, (
        SELECT name FROM school_supplier
        WHERE organisation_id = NEW.organisation_id AND id = NEW.supplier_id
    ));
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION school_supplier_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE school_title SET search = NULL
    WHERE organisation_id = NEW.organisation_id AND supplier_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER school_title_keep BEFORE INSERT OR UPDATE ON school_title
    FOR EACH ROW EXECUTE FUNCTION school_title_keep();

{EACH_ORGANISATION.format(statement="UPDATE school_title SET search = NULL")}
"""

WORDS = f"""
ALTER TABLE school_titleword ENABLE ROW LEVEL SECURITY;
ALTER TABLE school_titleword FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON school_titleword
    USING (organisation_id = {ORGANISATION}) WITH CHECK (organisation_id = {ORGANISATION});
ALTER TABLE school_titleword
    SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
ALTER TABLE school_title
    SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000);

CREATE FUNCTION school_title_learn(titles uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO school_titleword (organisation_id, word, title_id, weight)
    SELECT title.organisation_id, found.word, title.id, found.weight
    FROM school_title title
        JOIN school_supplier supplier
            ON supplier.organisation_id = title.organisation_id AND supplier.id = title.supplier_id,
        LATERAL (
            SELECT lexeme AS word, CASE WHEN 'A' = ANY (weights) THEN 100 WHEN 'B' = ANY (weights) THEN 40
                                        WHEN 'C' = ANY (weights) THEN 20 ELSE 10 END AS weight
            FROM unnest(school_title_search(title, supplier.name))
            UNION SELECT '#subject:' || one, 0 FROM unnest(title.subject_names) one
            UNION SELECT '#type:' || one, 0 FROM unnest(title.school_types) one
            UNION SELECT '#need:' || one, 0 FROM unnest(title.accessibility) one
        ) found
    WHERE title.id = ANY (titles)
    ORDER BY found.word
$$;

CREATE FUNCTION school_title_forget(titles uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM school_titleword WHERE title_id = ANY (titles)
$$;

CREATE FUNCTION school_title_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM school_title_learn(ARRAY(SELECT id FROM new_titles));
    RETURN NULL;
END $$;

CREATE FUNCTION school_title_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid[] := ARRAY(
    SELECT one.id FROM new_titles one JOIN old_titles was ON was.id = one.id
    WHERE (one.supplier_id, one.name, one.isbn, one.article, one.description, one.subjects,
           one.subject_names, one.courses, one.school_types, one.accessibility)
        IS DISTINCT FROM (was.supplier_id, was.name, was.isbn, was.article, was.description, was.subjects,
           was.subject_names, was.courses, was.school_types, was.accessibility)
);
BEGIN
    IF changed <> '{{}}' THEN
        PERFORM school_title_forget(changed);
        PERFORM school_title_learn(changed);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION school_title_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM school_title_forget(ARRAY(SELECT id FROM old_titles));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION school_supplier_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE theirs uuid[] := ARRAY(
    SELECT id FROM school_title WHERE organisation_id = NEW.organisation_id AND supplier_id = NEW.id
);
BEGIN
    PERFORM school_title_forget(theirs);
    PERFORM school_title_learn(theirs);
    RETURN NULL;
END $$;

CREATE TRIGGER school_title_added AFTER INSERT ON school_title
    REFERENCING NEW TABLE AS new_titles FOR EACH STATEMENT EXECUTE FUNCTION school_title_added();
CREATE TRIGGER school_title_changed AFTER UPDATE ON school_title
    REFERENCING OLD TABLE AS old_titles NEW TABLE AS new_titles
    FOR EACH STATEMENT EXECUTE FUNCTION school_title_changed();
CREATE TRIGGER school_title_removed AFTER DELETE ON school_title
    REFERENCING OLD TABLE AS old_titles FOR EACH STATEMENT EXECUTE FUNCTION school_title_removed();

{EACH_ORGANISATION.format(statement="PERFORM school_title_learn(ARRAY(SELECT id FROM school_title))")}
"""
AWAY = """
DROP TRIGGER school_title_removed ON school_title;
DROP TRIGGER school_title_changed ON school_title;
DROP TRIGGER school_title_added ON school_title;
DROP FUNCTION school_title_removed();
DROP FUNCTION school_title_changed();
DROP FUNCTION school_title_added();
DROP FUNCTION school_title_forget(uuid[]);
DROP FUNCTION school_title_learn(uuid[]);
ALTER TABLE school_title
    RESET (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_insert_threshold);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("school", "0007_own_ids_of_ordinary"), ("tenants", "0006_own_is_no_index")]

    operations: ClassVar = [
        migrations.RunSQL(COLUMN_AWAY, COLUMN_BACK),
        migrations.RemoveField(model_name="title", name="search"),
        migrations.RemoveIndex(model_name="title", name="title_in_order"),
        migrations.AddIndex(
            model_name="title",
            index=models.Index(
                fields=["organisation", "is_offered", "sort_key"],
                include=("id", "price", "year", "from_year", "to_year", "is_digital", "supplier", "receiver"),
                name="title_in_order",
            ),
        ),
        migrations.CreateModel(
            name="TitleWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id", "word", "title_id", "weight",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("word", models.TextField(db_collation="C", help_text="as it is written, its Swedish stem, or a mark")),
                ("title_id", models.UUIDField()),
                (
                    "weight",
                    models.SmallIntegerField(
                        help_text="100 the name and numbers, 40 subjects, 20 the publisher,"
                        " 10 the description, 0 a mark"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=armkrok.core.tenants.scope.current_organisation_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="titleword",
            index=models.Index(fields=["organisation", "title_id"], name="word_of_title"),
        ),
        migrations.RunSQL(WORDS, AWAY),
    ]
