"""`python -m bench.catalogue_titles FILE`: 50 000 invented titles in each of two towns, a teacher's visits.

Writes {"cookie": name of the cookie, "visits": {page: [[address, cookie value], …]}}. Run again it adds none.
"""

import json
import random
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from armkrok.site.cli.django_setup import set_up

PAGE = "/sundby/skola/laromedel/"
TITLES = 50_000
PUBLISHERS = 40
BATCH = 1000
NEEDS = ("read_aloud", "languages", "screen_reader")
NOUNS = [
    "räkneboken",
    "ordet",
    "tanken",
    "världen",
    "naturen",
    "kartan",
    "tiden",
    "berättelsen",
    "språket",
    "musiken",
    "bilden",
    "kroppen",
    "talet",
    "rummet",
    "energin",
    "historien",
    "samhället",
    "skogen",
    "havet",
    "staden",
    "kemin",
    "kraften",
    "formen",
    "färgen",
    "rösten",
    "drömmen",
    "boken",
    "resan",
    "nyckeln",
]
ADJECTIVES = [
    "nya",
    "stora",
    "lilla",
    "gröna",
    "första",
    "andra",
    "öppna",
    "levande",
    "enkla",
    "fördjupade",
    "svenska",
    "digitala",
]
WORDS = [
    "övningar",
    "prov",
    "ordlista",
    "uppläst",
    "text",
    "språk",
    "elev",
    "lärare",
    "klass",
    "genomgång",
    "film",
    "bilder",
    "fakta",
    "arbetsbok",
    "facit",
    "stöd",
    "utmaning",
    "repetition",
    "samtal",
    "grupp",
    "diskussion",
    "uppgifter",
    "problemlösning",
    "läsförståelse",
    "grammatik",
    "begrepp",
    "kapitel",
    "tema",
    "bedömning",
    "planering",
    "lektion",
    "digital",
    "tryckt",
    "interaktiv",
    "återkoppling",
    "självrättande",
    "lätt",
    "svår",
    "nivåer",
]
QUERIES = (
    "matematik",
    "mat",
    "räkne",
    "räkneboken 8",
    "nya världen",
    "svenska",
    "historien årskurs 9",
    "övningar i grupp",
    "förlaget 7",
    "grgreng",
    "kemi",
    "musik bilden",
    "978917",
    "9789170012345",
    "lätt svenska",
    "havet",
    "xyzzy",
    "stora boken 4",
    "läsförståelse",
    "programmering",
    "ordet och tanken",
    "a",
    "8",
    "samhäll",
)
FILTERS: tuple[dict[str, str], ...] = (
    {"ar": "8"},
    {"ar": "8", "avtal": "godkant"},
    {"amne": "Matematik", "ar": "7"},
    {"behov": "read_aloud"},
    {},
    {"form": "print", "ordning": "price"},
    {"pris_till": "150", "skolform": "GR"},
    {"ordning": "newest"},
    {"avtal": "har"},
    {"sida": "3"},
)


def main() -> int:
    """Seed the towns, choose the questions, write the file."""
    set_up()
    from django.conf import settings

    from armkrok.core.tenants.scope import scope
    from armkrok.site.settling import settle
    from bench.visiting import _session

    towns = settle()
    for place in ("sundby", "norrvik"):
        with scope(towns.organisations[place].pk):
            _fill(random.Random(place))  # noqa: S311  (the same titles every time)
    token = _session(towns.people["elif"].pk)
    chance = random.Random("catalogue")  # noqa: S311  (the same questions every time)
    words = [{"q": query} for query in QUERIES]
    both = [{"q": chance.choice(QUERIES)} | chance.choice(FILTERS) for _ in range(60)]
    kinds: dict[str, list[dict[str, str]]] = {
        "words": words, "filters": list(FILTERS), "mixed": [*words, *FILTERS, *both],
    }  # fmt: skip
    visits = {
        kind: [[f"{PAGE}?{urlencode(one)}", token] for one in chance.sample(asked, len(asked))]
        for kind, asked in kinds.items()
    }
    Path(sys.argv[1]).write_text(json.dumps({"cookie": settings.LOGIN_COOKIE, "visits": visits}))
    return 0


def _fill(chance: random.Random) -> None:
    from django.db import connection

    from armkrok.services.school.models import Receiver, Supplier, Title

    if Title.objects.count() >= TITLES:
        return
    suppliers = Supplier.objects.bulk_create(Supplier(name=f"Förlaget {n}") for n in range(1, PUBLISHERS + 1))
    receivers = Receiver.objects.bulk_create(
        Receiver(supplier=one, name=f"{one.name} digitalt") for one in suppliers
    )
    made = _titles(chance, list(zip(suppliers, receivers, strict=True)))
    while some := list(islice(made, BATCH)):
        Title.objects.bulk_create(some)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE school_title")


def _titles(chance: random.Random, makers: list[tuple[Any, Any]]) -> Iterator[Any]:
    from armkrok.services.school.models import Title
    from armkrok.services.school.queries.subjects import subjects

    names = list(subjects().items())
    for number in range(TITLES):
        supplier, receiver = chance.choice(makers)
        code, subject = chance.choice(names)
        year, digital = chance.randrange(10), chance.random() < 0.7
        yield Title(
            supplier=supplier,
            receiver=receiver if digital and chance.random() < 0.6 else None,
            name=f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {year or 'F'}".capitalize(),
            isbn=f"97891700{number:05}",
            year=chance.randrange(2005, 2027),
            description=" ".join(chance.choices(WORDS, k=60)).capitalize() + ".",
            is_digital=digital,
            subjects=[f"GRGR{code}01"],
            subject_names=[subject],
            school_types=["GR"],
            from_year=year,
            to_year=min(9, year + chance.randrange(3)),
            accessibility=[one for one in NEEDS if chance.random() < 0.3],
            price=Decimal(chance.randrange(4000, 60000)) / 100,
            level=chance.randrange(3),
        )


if __name__ == "__main__":
    sys.exit(main())
