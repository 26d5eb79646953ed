"""What the clock starts."""

import logging

from armkrok.core.jobs import every
from armkrok.core.reading import keeping
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope

log = logging.getLogger(__name__)


@every("50 0 * * *", "reading.keep")
def keep_all() -> None:
    """Cull and seal every organisation's read log, before the log of deeds is time-stamped.

    A transaction for each: one that fails is tried tomorrow and does not stop the others.
    """
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        try:
            with scope(organisation_id):
                keeping.cull()
                keeping.seal()
        except Exception:
            log.exception("a read log was not looked after", extra={"organisation": str(organisation_id)})
