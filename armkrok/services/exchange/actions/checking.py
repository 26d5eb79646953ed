"""Having the account of releases checked, which is itself told in the log of deeds."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.audit.verification import Verification
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.services.exchange.events import ReleaseLogChecked
from armkrok.services.exchange.queries.chain import verify


@transaction.atomic
def check(*, by: Actor) -> Verification:
    """Walk the chain, compare every batch with its rows, and record how it went."""
    found = verify()
    record(ReleaseLogChecked(found.rows, len(found.faults)), about=current_organisation(), by=by)
    return found
