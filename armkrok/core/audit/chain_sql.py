"""The trigger that links audit rows. It runs at commit, so the chain is locked only while the commit is.

The function belongs to the owner role and sets the tenant itself, because row-level security is forced on
the owner too. Link: hash = SHA-256(previous hash || content hash); the first previous hash is 32 zero bytes.
"""

CREATE = """
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    head audit_audithead;
    link bytea;
    before text := coalesce(current_setting('app.organisation', true), '');
BEGIN
    PERFORM set_config('app.organisation', NEW.organisation_id::text, true);
    INSERT INTO audit_audithead (organisation_id, sequence, hash)
        VALUES (NEW.organisation_id, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (organisation_id) DO NOTHING;
    SELECT * INTO head FROM audit_audithead WHERE organisation_id = NEW.organisation_id FOR UPDATE;
    link := sha256(head.hash || NEW.content_hash);
    UPDATE audit_auditrow SET sequence = head.sequence + 1, previous_hash = head.hash, hash = link
        WHERE id = NEW.id;
    UPDATE audit_audithead SET sequence = head.sequence + 1, hash = link
        WHERE organisation_id = NEW.organisation_id;
    PERFORM set_config('app.organisation', before, true);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON audit_auditrow
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link();

ALTER TABLE audit_audithead ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_audithead FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_audithead
    USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid)
    WITH CHECK (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
"""

DROP = """
DROP TRIGGER audit_link ON audit_auditrow;
DROP FUNCTION audit_link();
DROP POLICY tenant ON audit_audithead;
"""
