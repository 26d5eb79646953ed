"""Protected persons: withheld everywhere, unless it has been decided how she may be told of.

Offentlighets- och sekretesslagen (2009:400) 21 kap. 3 §, 23 kap. 1-2 §.
"""

from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from armkrok.services.school.models import Alias

ALIAS, ORDINARY = Alias.Policy.ALIAS.value, Alias.Policy.ORDINARY.value


class Decision(NamedTuple):
    """How a person may be told of, by which id, and the names that stand in place of hers.

    `alias_id` is the id of an alias, and of somebody who is told of as usual: never the roster's.
    """

    policy: str
    alias_id: str
    given_name: str
    surname: str
    eppn: str
    email: str


def known_by(source_id: str, decision: Decision | None) -> str:
    """The id that a person is told of by: the roster's, until something has been decided of her."""
    return source_id if decision is None else decision.alias_id


def decisions_for(receiver_id: UUID) -> dict[str, Decision]:
    """What holds for the receiver now, by the person's row id; its own before what holds everywhere."""
    rows = Alias.objects.filter(Q(receiver_id=receiver_id) | Q(receiver_id=None), ended_at=None)
    rows = rows.order_by(F("receiver_id").asc(nulls_first=True))
    return {
        str(one.subject_id): Decision(
            one.policy, str(one.alias_id), one.given_name, one.surname, one.eppn, one.email
        )
        for one in rows
    }
