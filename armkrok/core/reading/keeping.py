"""The night's care of a read log: what is too old is culled, and its end is put where it is time-stamped."""

from django.db import connection

from armkrok.core.audit.models import AuditRow
from armkrok.core.events.recording import record
from armkrok.core.reading.events import ReadLogSealed, ReadsCulled
from armkrok.core.reading.models import ReadHead, ReadPolicy
from armkrok.core.tenants.models import current_organisation


def policy() -> ReadPolicy:
    """What the organisation in scope has decided, or the usual."""
    return ReadPolicy.objects.first() or ReadPolicy()


def cull() -> int:
    """Remove the reads that are older than the organisation in scope keeps them; how many they were.

    The database's own function does it, as the owner role: the application may not delete. It does nothing
    until a decision to cull is named. The log of deeds gets the link that the rest of the chain hangs on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT culled, culled_to, culled_hash FROM reading_cull()")
        found = cursor.fetchone()
    if found is None:
        return 0
    rows, sequence, digest = found
    decided = policy()
    record(
        ReadsCulled(rows, sequence, bytes(digest).hex(), decided.years, decided.decision),
        about=current_organisation(),
    )
    return int(rows)


def seal() -> bool:
    """Write the end of the read log of the organisation in scope in its log of deeds, if it has grown."""
    head = ReadHead.objects.first()
    if head is None:
        return False
    sealed = AuditRow.objects.filter(event=ReadLogSealed.key(), about_id=head.organisation_id)
    if sealed.filter(facts__sequence=head.sequence).exists():
        return False
    record(ReadLogSealed(head.sequence, bytes(head.hash).hex()), about=current_organisation())
    return True
