"""`python -m bench.catalogue_lists FORMAT TITLES`: seconds to look at a long list (csv, onix) and apply it.

The titles are as long as the catalogue's own (bench/catalogue_titles.py), so that each has as many words. In
one transaction that is rolled back, so that it can be measured again.
"""

import csv
import io
import json
import random
import re
import resource
import sys
import time
from collections.abc import Iterator

from armkrok.site.cli.django_setup import set_up
from bench.catalogue_titles import ADJECTIVES, NOUNS, WORDS

PUBLISHER = "Kunskapsgården"


def main() -> int:
    """Measure, print."""
    set_up()
    from django.db import transaction

    from armkrok.core.access.actor import Actor
    from armkrok.core.tenants.scope import scope
    from armkrok.services.school.actions import title_imports as actions
    from armkrok.services.school.models import TitleImport
    from armkrok.site.settling import settle

    kind, number, towns = sys.argv[1], int(sys.argv[2]), settle()
    content = {"csv": _csv, "onix": _onix}[kind](number)
    place, person = towns.organisations["sundby"], towns.people["nadia"]
    by = Actor(person=person, organisation=place)
    told: dict[str, float] = {"titles": number, "before": _megabytes(), "file": len(content) / 1_000_000}

    def looked() -> TitleImport:
        """The list, taken and looked at by its job."""
        row = actions.take_titles(io.BytesIO(content), f"stor.{kind}", by=by)
        actions.look_at_titles(str(place.pk), str(row.pk))
        row.refresh_from_db()
        return row

    with scope(place.pk, person.pk):
        start = time.perf_counter()
        row = looked()
        told["look"] = time.perf_counter() - start
        assert (row.added, row.bad) == (number, 0), (row.added, row.changed, row.bad, row.problem)
        start = time.perf_counter()
        actions.apply_titles(row, row.digest, with_suppliers=True, by=by)
        actions.do_titles(str(place.pk), str(row.pk))
        told["apply"] = time.perf_counter() - start
        start = time.perf_counter()
        again = looked()
        told["again"] = time.perf_counter() - start
        assert (again.added, again.changed, again.bad) == (0, 0, 0)
        transaction.set_rollback(True)
    told["megabytes"] = _megabytes()
    json.dump(told, sys.stdout)
    return 0


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _texts(number: int) -> Iterator[tuple[str, str]]:
    chance = random.Random("lists")  # noqa: S311  (the same lists every time)
    for _one in range(number):
        name = f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {chance.randrange(1, 10)}".capitalize()
        yield name, " ".join(chance.choices(WORDS, k=40)).capitalize() + "."


def _csv(number: int) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(
        ("Titel", "Förlag", "Artikelnummer", "Pris", "Beskrivning", "Ämneskoder", "Årskurs", "Skolform")
    )
    for n, (name, text) in enumerate(_texts(number)):
        writer.writerow((name, PUBLISHER, f"C-{n}", "100,00", text, "GRGRMAT01", "7–9", "GR"))
    return written.getvalue().encode()


def _onix(number: int) -> bytes:
    from tests.support import onix

    def product(n: int, name: str, text: str) -> str:
        """The usual product with a name and a description of its own."""
        one = onix.product(n).replace("Förlaget Linden", PUBLISHER)
        one = re.sub(r"<TitlePrefix>.*?</Subtitle>", f"<TitleText>{name}</TitleText>", one, flags=re.DOTALL)
        return re.sub(r"<p>.*?</p>", f"<p>{text}</p>", one)

    return onix.message(*(product(n, *words) for n, words in enumerate(_texts(number))))


if __name__ == "__main__":
    sys.exit(main())
