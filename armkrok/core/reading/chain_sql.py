"""What the database itself does with the read log: it links, and it culls; nobody else may change a row."""

from armkrok.core.audit.chain_sql import linking, unlinking
from armkrok.core.tenants.operations import PERSON, TENANT

_CHAIN = ("reading_link", "reading_readrow", "reading_readhead")
LINK = linking(*_CHAIN, after="audit_audithead")
UNLINK = unlinking(*_CHAIN)

OWN = f"""
CREATE POLICY own ON reading_readrow FOR SELECT USING (EXISTS (
    SELECT 1 FROM reading_readsubject s WHERE s.row_id = reading_readrow.id AND s.person_id = {PERSON}
));
CREATE POLICY own ON reading_readpolicy FOR SELECT USING ({PERSON} IS NOT NULL);
"""  # noqa: S608  (constants)
DISOWN = "DROP POLICY own ON reading_readrow; DROP POLICY own ON reading_readpolicy;"

CULL = f"""
CREATE FUNCTION reading_cull() RETURNS TABLE (culled bigint, culled_to bigint, culled_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place uuid := {TENANT};
    kept smallint;
    ends reading_readhead;
    last bigint;
    link bytea;
    gone bigint;
BEGIN
    SELECT p.years INTO kept FROM reading_readpolicy p WHERE p.organisation_id = place AND p.decision <> '';
    SELECT * INTO ends FROM reading_readhead h WHERE h.organisation_id = place;
    IF kept IS NULL OR ends.sequence IS NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('reading_cull ' || place::text, 0));
    SELECT min(r.sequence) - 1 INTO last FROM reading_readrow r
        WHERE r.organisation_id = place AND r.at >= now() - make_interval(years => kept);
    last := coalesce(last, ends.sequence);
    SELECT r.hash INTO link FROM reading_readrow r WHERE r.organisation_id = place AND r.sequence = last;
    IF link IS NULL THEN RETURN; END IF;
    DELETE FROM reading_readsubject s USING reading_readrow r
        WHERE r.organisation_id = place AND r.sequence <= last
        AND s.organisation_id = place AND s.row_id = r.id;
    DELETE FROM reading_readrow r WHERE r.organisation_id = place AND r.sequence <= last;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM 1 FROM audit_audithead h WHERE h.organisation_id = place FOR UPDATE;
    UPDATE reading_readhead h SET culled_to = last, culled_hash = link WHERE h.organisation_id = place;
    RETURN QUERY SELECT gone, last, link;
END $$;
"""  # noqa: S608  (constants)
UNCULL = "DROP FUNCTION reading_cull();"
