from django.db import migrations

OLD = ("signing_signingrequest", "signing_consent", "signing_party")

# The owner of the tables is held by their policies too; without this the moves would see no rows.
FREE = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in OLD]
HELD = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in OLD]

DOCUMENTS = """
INSERT INTO signing_document (id, organisation_id, request_id, position, kind, title, file_name, sha256,
    original_id, current_id, pages, page_sizes, removed, as_is, awaits_stamp, is_sealed,
    renewal_failure)
SELECT gen_random_uuid(), r.organisation_id, r.id, 1, 'sign', r.title, r.file_name, f.sha256,
    r.original_id, r.current_id, r.pages, r.page_sizes, r.removed, false, false, r.is_sealed, ''
FROM signing_signingrequest r JOIN documents_storedfile f ON f.id = r.original_id
"""

ACTS = """
INSERT INTO signing_act (id, organisation_id, person_id, visible_text, hidden_data, method, provider, loa,
    order_ref, given_name, surname, eid_signature, eid_ocsp, eid_certificate_serial, answered_at, ip,
    user_agent, risk, received_at, job)
SELECT id, organisation_id, person_id, visible_text, hidden_data, method, provider, loa,
    order_ref, given_name, surname, eid_signature, eid_ocsp, eid_certificate_serial, answered_at, ip,
    user_agent, risk, received_at, job
FROM signing_consent
"""

SIGNATURES = """
INSERT INTO signing_signature (id, organisation_id, consent_id, document_id, presented_sha256,
    certificate_serial, revision_sha256, signed_at, timestamp_at)
SELECT gen_random_uuid(), c.organisation_id, c.id, d.id, c.document_sha256,
    c.certificate_serial, c.revision_sha256, c.signed_at, c.timestamp_at
FROM signing_consent c
JOIN signing_party p ON p.id = c.party_id
JOIN signing_document d ON d.request_id = p.request_id
WHERE c.signed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """Files of requests become documents; consents are parted into act, consent and signatures."""

    dependencies = [("signing", "0004_envelopes"), ("documents", "0002_walls")]

    operations = [
        migrations.RunSQL(
            [
                *FREE,
                "ALTER TABLE documents_storedfile NO FORCE ROW LEVEL SECURITY",
                DOCUMENTS,
                ACTS,
                "UPDATE signing_consent SET act_id = id",
                SIGNATURES,
                "UPDATE signing_party SET invited_at = r.sent_at FROM signing_signingrequest r "
                "WHERE r.id = request_id",
                "UPDATE signing_signingrequest SET told_at = completed_at WHERE is_sealed",
                *HELD,
                "ALTER TABLE documents_storedfile FORCE ROW LEVEL SECURITY",
            ],
            migrations.RunSQL.noop,
        )
    ]
