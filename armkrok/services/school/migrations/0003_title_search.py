"""What a title is found by, kept by the database, so that no way of writing a title forgets it.

The words of the name, the subject, the publisher and the beginning of the description, in that order of
weight; the first three both as they are written (for what is being typed) and as Swedish stems.

There is no GIN index: behind row-level security PostgreSQL may not ask `@@` of an index, since the operator is
not marked leakproof, and such an index would hold every organisation's titles together. An organisation's own
titles are found by title_in_order and judged one by one, so the words must lie in the row (STORAGE PLAIN).
"""

from typing import ClassVar

from django.db import migrations

WORDS = """
CREATE FUNCTION school_title_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower($1), '-–—/.,:;()[]&+_''"éèêëáàâüúùûíìîóòôñç',
                     '                 eeeeaaauuuuiiiooonc')
$$;

CREATE FUNCTION school_title_search(title school_title, supplier text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    WITH words AS (
        SELECT school_title_words(title.name) AS name,
               school_title_words(array_to_string(title.subject_names || title.subjects, ' ')) AS subject,
               school_title_words(supplier) AS publisher,
               school_title_words(left(title.description, 200)) AS about
    )
    SELECT setweight(to_tsvector('pg_catalog.simple', words.name), 'A')
        || setweight(to_tsvector('pg_catalog.swedish', words.name), 'A')
        || setweight(to_tsvector('pg_catalog.simple',
               title.isbn || ' ' || regexp_replace(lower(title.article), '[^a-z0-9åäö]', '', 'g')
               || ' ' || school_title_words(title.article)
               || ' ' || lower(array_to_string(title.courses, ' '))), 'A')
        || setweight(to_tsvector('pg_catalog.simple', words.subject), 'B')
        || setweight(to_tsvector('pg_catalog.swedish', words.subject), 'B')
        || setweight(to_tsvector('pg_catalog.simple', words.publisher), 'C')
        || setweight(to_tsvector('pg_catalog.swedish', words.about), 'D')
    FROM words
$$;

CREATE FUNCTION school_title_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := school_title_search(NEW, (
        SELECT name FROM school_supplier
        WHERE organisation_id = NEW.organisation_id AND id = NEW.supplier_id
    ));
    RETURN NEW;
END $$;

CREATE TRIGGER school_title_keep BEFORE INSERT OR UPDATE ON school_title
    FOR EACH ROW EXECUTE FUNCTION school_title_keep();

CREATE FUNCTION school_supplier_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE school_title SET search = NULL
    WHERE organisation_id = NEW.organisation_id AND supplier_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER school_supplier_renamed AFTER UPDATE OF name ON school_supplier
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION school_supplier_renamed();

ALTER TABLE school_title ALTER COLUMN search SET STORAGE PLAIN;
"""
AWAY = """
ALTER TABLE school_title ALTER COLUMN search SET STORAGE EXTENDED;
DROP TRIGGER school_supplier_renamed ON school_supplier;
DROP TRIGGER school_title_keep ON school_title;
DROP FUNCTION school_supplier_renamed();
DROP FUNCTION school_title_keep();
DROP FUNCTION school_title_search(school_title, text);
DROP FUNCTION school_title_words(text);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("school", "0002_walls")]
    operations: ClassVar = [migrations.RunSQL(WORDS, AWAY)]
