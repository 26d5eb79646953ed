"""By which right somebody acts, and which rights she has."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from armkrok.core.access.actor import Actor
from armkrok.core.mandates.models import Mandate
from armkrok.kit.days import now
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number

FRESH = timedelta(minutes=30)
"""How old an answer about an organisation's signatory may be when the signature is given."""


def held(holder_id: UUID) -> list[Mandate]:
    """What the person may do for others, by what the register last told; people first."""
    rows = Mandate.objects.filter(Mandate.in_force(), holder_id=holder_id).select_related("principal")
    return sorted(rows, key=lambda one: (one.principal_id is None, one.pk))


def acted_by(actor: Actor) -> Mandate | None:
    """The right by which the actor acts just now, if it is in force and her own."""
    if actor.principal_id is None or actor.session is None or actor.session.mandate_id is None:
        return None
    rows = Mandate.objects.filter(
        Mandate.in_force(), pk=actor.session.mandate_id, holder_id=actor.person_id,
        principal_id=actor.principal_id,
    )  # fmt: skip
    return rows.select_related("principal").first()


def role(mandate: Mandate) -> str:
    """What the holder is to the principal: "god man"."""
    return str(mandate.get_kind_display())


def in_writing(mandate: Mandate) -> str:
    """The right as evidence keeps it: what it is, and its reference in the register."""
    return f"{role(mandate)}, {mandate.source} {mandate.reference}"[:200]


def right_for(holder_id: UUID, number: str) -> Mandate | None:
    """The person's freshly checked right to act for the organisation with the number."""
    try:
        wanted = organisation_number(number)
    except NotAnOrganisationNumber:
        return None
    lately = Q(checked_at__gt=now() - FRESH, kind__in=Mandate.ORGANISATIONS)
    rows = Mandate.objects.filter(Mandate.in_force(), lately, holder_id=holder_id, principal_number=wanted)
    return rows.order_by("pk").first()
