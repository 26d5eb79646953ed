"""`python -m bench.catalogue_lists PRODUCTS`: seconds to look at a long ONIX message and to apply it.

In one transaction that is rolled back, so that it can be measured again.
"""

import io
import json
import resource
import sys
import time

from armkrok.site.cli.django_setup import set_up


def main() -> int:
    """Measure, print."""
    set_up()
    from django.db import transaction

    from armkrok.core.access.actor import Actor
    from armkrok.core.tenants.scope import scope
    from armkrok.services.school.actions import title_imports as actions
    from armkrok.services.school.models import TitleImport
    from armkrok.site.settling import settle
    from tests.support import onix

    number, towns = int(sys.argv[1]), settle()
    content = onix.message(*(onix.product(n) for n in range(number)))
    place, person = towns.organisations["sundby"], towns.people["nadia"]
    by = Actor(person=person, organisation=place)
    told: dict[str, float] = {"products": number}

    def looked() -> TitleImport:
        """The list, taken and looked at by its job."""
        row = actions.take_titles(io.BytesIO(content), "stor.xml", by=by)
        actions.look_at_titles(str(place.pk), str(row.pk))
        row.refresh_from_db()
        return row

    with scope(place.pk, person.pk):
        start = time.perf_counter()
        row = looked()
        told["look"] = time.perf_counter() - start
        start = time.perf_counter()
        actions.apply_titles(row, row.digest, with_suppliers=True, by=by)
        actions.do_titles(str(place.pk), str(row.pk))
        told["apply"] = time.perf_counter() - start
        start = time.perf_counter()
        again = looked()
        told["again"] = time.perf_counter() - start
        assert (again.added, again.changed, again.bad) == (0, 0, 0)
        transaction.set_rollback(True)
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
