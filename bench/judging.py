"""`python -m bench.judging`: what the database and the files say after the crowd has signed, as JSON.

The time from the e-ID's answer to the stored signature runs from just before BankID was asked and answered
"complete" (EidOrder.collected_at) to the commit of the transaction that put the signature in the file, as
PostgreSQL itself noted it (track_commit_timestamp). Waiting for locks, the time stamp, the file's fsync and
the commit's are all inside.
"""

import json
import sys

from armkrok.site.cli.django_setup import set_up

TIMES = """
SELECT extract(epoch FROM o.collected_at), extract(epoch FROM pg_xact_commit_timestamp(c.xmin)),
       extract(epoch FROM c.received_at)
FROM signing_consent c JOIN eid_eidorder o ON o.order_ref = c.order_ref WHERE c.signed_at IS NOT NULL
"""


def main() -> int:
    """Print the JSON."""
    set_up()
    from django.db import connection

    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.signing.models import SigningRequest

    with scope(Organisation.objects.get(slug="sundby").pk):
        with connection.cursor() as cursor:
            cursor.execute(TIMES)
            times = [[float(value) for value in row] for row in cursor.fetchall()]
        requests = list(SigningRequest.objects.select_related("current"))
        files = [_file(request) for request in requests]
    json.dump({"times": times, "files": files}, sys.stdout)
    return 0


def _file(request) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from armkrok.core.documents import files
    from armkrok.services.signing.checking import checked

    with files.on_disk(request.current) as path:
        report = checked(path)
    return {
        "state": request.state,
        "sealed": request.is_sealed,
        "verdict": report.verdict,
        "signatures": len(report.signatures),
        "all_yes": all(_is_good(one) for one in report.signatures),
    }


def _is_good(one) -> bool:  # type: ignore[no-untyped-def]
    findings = (one.intact, one.authentic, one.trusted, one.valid_then, one.unchanged)
    return all(finding.answer == "yes" for finding in findings)


if __name__ == "__main__":
    sys.exit(main())
