"""On what terms a receiver is told: from its agreement and its own settings."""

import secrets
from collections.abc import Mapping

from armkrok.core.identity import sealed
from armkrok.services.exchange.public import AgreementFacts
from armkrok.services.school.egil import levels
from armkrok.services.school.models import Receiver
from armkrok.services.school.sending.people import Terms

PURPOSE = "school-pseudonyms"
PEOPLE = ("Student", "Teacher")


def terms_of(receiver: Receiver, agreement: AgreementFacts) -> Terms:
    """What may be told, the key of pseudonyms, and whether ids are pseudonyms: always so on level 0."""
    is_pseudonymous = receiver.pseudonymous or agreement.level == levels.Level.PSEUDONYM
    return Terms(released(agreement), _key(receiver), is_pseudonymous)


def released(agreement: AgreementFacts) -> Mapping[str, frozenset[str]]:
    """Attributes by type: those that the agreement lists, or what its level means.

    A list of attributes is the whole of what is given of people. Personal numbers also demand level 4,
    whatever is listed; groups and teaching that are not listed are given as the level says.
    """
    usual = levels.released(agreement.level)
    if not agreement.attributes:
        return usual
    listed = dict(agreement.attributes)
    found = dict(usual)
    for kind in usual:
        also = listed.get("User", frozenset()) if kind in PEOPLE else frozenset()
        if kind in listed or kind in PEOPLE:
            found[kind] = frozenset(listed.get(kind, frozenset())) | also
    if agreement.level < levels.Level.CIVIC_NUMBER:
        found = {kind: names - {"civicNo"} for kind, names in found.items()}
    return found


def _key(receiver: Receiver) -> bytes:
    """The receiver's own key, made the first time that it is needed; in the receiver's scope."""
    if not receiver.pseudonym_key:
        locked = Receiver.objects.locked(receiver)
        if not locked.pseudonym_key:
            locked.pseudonym_key = sealed.seal(secrets.token_hex(32), PURPOSE)
            locked.save(update_fields=["pseudonym_key"])
        receiver.pseudonym_key = locked.pseudonym_key
    return bytes.fromhex(sealed.unseal(bytes(receiver.pseudonym_key), PURPOSE))
