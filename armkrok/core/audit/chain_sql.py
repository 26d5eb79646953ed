"""The trigger that links a log's rows. It runs at commit, so a chain is locked only while the commit is.

The function belongs to the owner role and sets the tenant itself, because row-level security is forced on
the owner too. Link: hash = SHA-256(previous hash || content hash); the first previous hash is 32 zero bytes.
"""

_MADE = """
    INSERT INTO {heads} (organisation_id, sequence, hash)
        VALUES (NEW.organisation_id, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (organisation_id) DO NOTHING;
"""

_LOCKED = "    PERFORM 1 FROM {heads} WHERE organisation_id = NEW.organisation_id FOR UPDATE;\n"

_LINKING = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    head {heads};
    link bytea;
    before text := coalesce(current_setting('app.organisation', true), '');
BEGIN
    PERFORM set_config('app.organisation', NEW.organisation_id::text, true);
{first}
    SELECT * INTO head FROM {heads} WHERE organisation_id = NEW.organisation_id FOR UPDATE;
    link := sha256(head.hash || NEW.content_hash);
    UPDATE {rows} SET sequence = head.sequence + 1, previous_hash = head.hash, hash = link
        WHERE id = NEW.id;
    UPDATE {heads} SET sequence = head.sequence + 1, hash = link
        WHERE organisation_id = NEW.organisation_id;
    PERFORM set_config('app.organisation', before, true);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {rows}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}();

ALTER TABLE {heads} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {heads} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {heads}
    USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid)
    WITH CHECK (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
"""

_UNLINKING = """
DROP TRIGGER {name} ON {rows};
DROP FUNCTION {name}();
DROP POLICY tenant ON {heads};
"""


def linking(name: str, rows: str, heads: str, *, after: str = "") -> str:
    """SQL for the function and trigger `name` that link `rows`, with the newest link in `heads`.

    `after` is another log's heads, which are locked before this one's: a transaction that writes to both
    then locks them in one order, whichever it wrote to first, and two such never wait for each other.
    """
    before = _MADE.format(heads=after) + _LOCKED.format(heads=after) if after else ""
    return _LINKING.format(name=name, rows=rows, heads=heads, first=before + _MADE.format(heads=heads))


def unlinking(name: str, rows: str, heads: str) -> str:
    """SQL that undoes linking()."""
    return _UNLINKING.format(name=name, rows=rows, heads=heads)


_OURS = ("audit_link", "audit_auditrow", "audit_audithead")
CREATE, DROP = linking(*_OURS), unlinking(*_OURS)
