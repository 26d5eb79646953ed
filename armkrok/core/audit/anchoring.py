"""The chain's head, time-stamped once a day: from then on nobody, not even we, can rewrite what was."""

from collections.abc import Callable

from asn1crypto import cms, tsp

from armkrok.core.audit.models import AuditAnchor, AuditHead


def anchor(stamp: Callable[[bytes], bytes]) -> bool:
    """Stamp the head of the chain of the organisation in scope, if it has grown; whether it had.

    `stamp` gives an RFC 3161 token (DER) over a SHA-256 digest; here the head's own hash.
    """
    head = AuditHead.objects.first()
    if head is None or AuditAnchor.objects.filter(sequence=head.sequence).exists():
        return False
    digest = bytes(head.hash)
    AuditAnchor.objects.create(sequence=head.sequence, hash=digest, token=stamp(digest))
    return True


def stamped_digest(token: bytes) -> bytes:
    """What a token vouches for; raises ValueError for what is not a token."""
    signed = cms.ContentInfo.load(token)["content"]
    info = signed["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise ValueError("not a time-stamp token")
    return bytes(info["message_imprint"]["hashed_message"].native)
