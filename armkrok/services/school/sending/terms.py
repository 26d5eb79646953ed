"""On what terms a receiver is told: from its agreement and its own settings."""

import secrets

from armkrok.core.identity import sealed
from armkrok.services.exchange.public import AgreementFacts
from armkrok.services.school.egil import levels
from armkrok.services.school.models import Receiver
from armkrok.services.school.queries.agreements import released
from armkrok.services.school.sending.people import Terms

PURPOSE = "school-pseudonyms"


def terms_of(receiver: Receiver, agreement: AgreementFacts) -> Terms:
    """What may be told, the key of pseudonyms, and whether ids are pseudonyms: always so on level 0."""
    is_pseudonymous = receiver.pseudonymous or agreement.level == levels.Level.PSEUDONYM
    return Terms(released(agreement), _key(receiver), is_pseudonymous)


def _key(receiver: Receiver) -> bytes:
    """The receiver's own key, made the first time that it is needed; in the receiver's scope."""
    if not receiver.pseudonym_key:
        locked = Receiver.objects.locked(receiver)
        if not locked.pseudonym_key:
            locked.pseudonym_key = sealed.seal(secrets.token_hex(32), PURPOSE)
            locked.save(update_fields=["pseudonym_key"])
        receiver.pseudonym_key = locked.pseudonym_key
    return bytes.fromhex(sealed.unseal(bytes(receiver.pseudonym_key), PURPOSE))
