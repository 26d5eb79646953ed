"""`python -m bench.bulk_list PEOPLE`: Amina uploads a list and says yes; prints the seconds of each."""

import sys
import time

from armkrok.site.cli.django_setup import set_up


def main() -> int:
    """Everything as the pages do it, without the pages."""
    count = int(sys.argv[1])
    set_up()
    from armkrok.core.access.actor import Actor
    from armkrok.core.tenants.scope import scope
    from armkrok.kit.numbers import test_numbers
    from armkrok.services.signing.actions import listing, uploading
    from armkrok.services.signing.demo import minutes
    from armkrok.site.settling import settle

    towns = settle()
    sundby, amina = towns.organisations["sundby"], towns.people["amina"]
    by = Actor(person=amina, organisation=sundby)
    lines = ["Namn;E-post;Personnummer"]
    lines += [
        f"Person {place};person{place}@bulk.example;{one}"
        for place, one in enumerate(test_numbers()[-count:], 1)
    ]
    with scope(sundby.pk, amina.pk):
        draft = uploading.upload([minutes()], "Avtal.pdf", by=by)
    began = time.monotonic()
    with scope(sundby.pk, amina.pk):
        listing.take_list(draft, "\n".join(lines).encode(), "lista.csv", by=by)
    read = time.monotonic()
    with scope(sundby.pk, amina.pk):
        listing.accept(draft, only_good=True, by=by)
    print(f"{read - began:.3f} {time.monotonic() - read:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
