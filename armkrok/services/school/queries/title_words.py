"""Words that somebody looks for, and the titles that have them all.

Behind row-level security PostgreSQL asks no index about a tsvector, but it does ask one about text in order
(decision 0045). So words are looked up in TitleWord, each by one index-only scan from its stem, which is a
beginning of it, to the last word that begins as it is typed.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.isbn import isbn_13
from armkrok.services.school.models import Title

MOST_WORDS = 8
ACCENTS = str.maketrans("éèêëáàâüúùûíìîóòôñç", "eeeeaaauuuuiiiooonc")
"""What the triggers do to letters, see migration 0003."""
# They are in nearly every text, and as stems in none.
STOP = frozenset(
    ("att", "av", "de", "den", "det", "en", "ett", "för", "i", "med", "och", "om", "på", "som", "är")
)
AFTER_ITSELF, AFTER_ALL = "\x01", "\U0010ffff"
"""Put after a word: before every longer word, and after all that begin with it, by code points."""
ORDERS = {
    "name": "titles.sort_key, titles.id",
    "price": "titles.price, titles.sort_key, titles.id",
    "newest": "titles.year DESC, titles.sort_key, titles.id",
}
BY_RANK = "hits.rank DESC, titles.sort_key, titles.id"
# A prepared statement is planned without its values. Each part is MATERIALIZED, so that it is asked by itself
# and they are joined by hash: looked up one by one, a common word's titles would take many times as long.
SEARCH = """
WITH asked AS MATERIALIZED (
    SELECT typed, beyond, number, CASE WHEN starts_with(typed, stem) THEN stem ELSE typed END AS stem
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS words (typed, beyond, number),
         LATERAL (SELECT (tsvector_to_array(to_tsvector('pg_catalog.swedish', typed)))[1]) AS made (stem)
), hits AS NOT MATERIALIZED (
    SELECT kept.title_id, sum(kept.weight) AS rank
    FROM asked JOIN school_titleword AS kept
        ON kept.organisation_id = %s AND kept.word >= asked.stem AND kept.word < asked.beyond
        AND (kept.word >= asked.typed OR kept.word = asked.stem)
    GROUP BY kept.title_id
    HAVING bit_or(1 << asked.number::int) = %s
), titles (id, sort_key, price, year) AS NOT MATERIALIZED ({titles})
SELECT titles.id, count(*) OVER ()
FROM titles JOIN hits ON hits.title_id = titles.id
ORDER BY {order} LIMIT %s OFFSET %s
"""
_WORD = re.compile(r"[^\W_]+")
_ISBN = re.compile(r"(?<!\d)(?:97[89][\s-]?)?\d(?:[\s-]?\d){8}[\s-]?[\dXx](?!\d)|97[89](?:[\s-]?\d){1,9}")


@dataclass(frozen=True)
class Word:
    """A word as it is typed, unfinished too, or a mark; and the text after all that it may stand for."""

    typed: str
    beyond: str


def words_of(text: str) -> list[Word]:
    """What is looked for, without words that are everywhere. A short number is itself: 8 is not 80."""
    text = _isbns(unicodedata.normalize("NFC", text).lower().translate(ACCENTS))
    typed = list(dict.fromkeys(_WORD.findall(text)))
    kept = [word[:60] for word in typed if word not in STOP] or [word[:60] for word in typed]
    return [Word(word, word + _after(word)) for word in kept[:MOST_WORDS]]


def marks_of(subject: str, school_type: str, needs: Collection[str]) -> list[Word]:
    """What is looked for of a title's lists; none when nothing is."""
    found = [("#subject:", subject), ("#type:", school_type), *(("#need:", one) for one in needs)]
    return [Word(mark + one, mark + one + AFTER_ITSELF) for mark, one in found if one]


def titles_with(
    words: list[Word], rows: "QuerySet[Title]", sort: str, first: int, most: int
) -> tuple[list[UUID], int]:
    """At most so many of the titles that have every word, as typed or as its stem; and how many there are."""
    titles, values = rows.values_list("id", "sort_key", "price", "year").query.sql_with_params()
    sql = SEARCH.format(titles=titles, order=ORDERS.get(sort, BY_RANK))
    asked: list[Any] = [[word.typed for word in words], [word.beyond for word in words]]
    every = (2 << len(words)) - 2
    with connection.cursor() as cursor:
        cursor.execute(sql, [*asked, current_organisation_id(), every, *values, most, first])
        found = cursor.fetchall()
    return [pk for pk, _total in found], found[0][1] if found else 0


def _after(word: str) -> str:
    return AFTER_ITSELF if word.isdigit() and len(word) < 5 else AFTER_ALL


def _isbns(text: str) -> str:
    """ISBNs without hyphens, those of ten digits as those of thirteen."""
    return _ISBN.sub(lambda match: isbn_13(match[0]) or match[0], text)
