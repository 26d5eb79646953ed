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
       extract(epoch FROM a.received_at)
FROM signing_consent c JOIN signing_act a ON a.id = c.act_id
JOIN eid_eidorder o ON o.order_ref = a.order_ref WHERE c.signed_at IS NOT NULL
"""


def main() -> int:
    """Print the JSON."""
    set_up()
    from django.db import connection

    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.signing.models import Document

    with scope(Organisation.objects.get(slug="sundby").pk):
        with connection.cursor() as cursor:
            cursor.execute(TIMES)
            times = [[float(value) for value in row] for row in cursor.fetchall()]
        documents = Document.objects.select_related("current", "request")
        files = [_file(document) for document in documents]
    json.dump({"times": times, "files": files}, sys.stdout)
    return 0


def _file(document) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from armkrok.core.documents import files
    from armkrok.services.signing.checking import checked

    with files.on_disk(document.current) as path:
        report = checked(path)
    return {
        "state": document.request.state,
        "sealed": document.is_sealed,
        "verdict": report.verdict,
        "signatures": len(report.signatures),
        "all_yes": all(_is_good(one) for one in report.signatures),
    }


def _is_good(one) -> bool:  # type: ignore[no-untyped-def]
    findings = (one.intact, one.authentic, one.trusted, one.valid_then, one.unchanged)
    return all(finding.answer == "yes" for finding in findings)


if __name__ == "__main__":
    sys.exit(main())
