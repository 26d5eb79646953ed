"""The table of words says what the titles say, and each organisation has its own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from armkrok.services.school.models import Supplier, Title, TitleWord
from armkrok.services.school.queries.catalogue import Wanted, found
from armkrok.services.school.queries.title_words import words_of
from armkrok.site.settling import Settled
from tests.support import titles
from tests.support.people import inside

TAL = "Tal och tanke 8"


@pytest.fixture(autouse=True)
def _titles(towns: Settled) -> Iterator[None]:
    with inside(towns, "emma"):
        titles.furnish()
    with inside(towns, "elif"):
        titles.furnish()
        yield


def _words(title: Title) -> set[str]:
    return set(TitleWord.objects.filter(title_id=title.pk).values_list("word", flat=True))


def _as_the_texts_say() -> bool:
    """Whether the table holds the words of the titles' texts and the marks of their lists, and no others."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH said AS (
                SELECT title.id, unnest(tsvector_to_array(school_title_search(title, supplier.name))) AS word
                FROM school_title title JOIN school_supplier supplier ON supplier.id = title.supplier_id
                UNION SELECT id, '#subject:' || unnest(subject_names) FROM school_title
                UNION SELECT id, '#type:' || unnest(school_types) FROM school_title
                UNION SELECT id, '#need:' || unnest(accessibility) FROM school_title
            ), kept AS (SELECT title_id, word FROM school_titleword)
            (SELECT * FROM said EXCEPT ALL SELECT * FROM kept)
            UNION ALL (SELECT * FROM kept EXCEPT ALL SELECT * FROM said)
            """
        )
        return not cursor.fetchall()


def test_the_words_follow_the_title() -> None:
    title = Title.objects.get(name=TAL)
    assert {"tal", "tank", "tanke", "kunskapsgården", "matematik", "8"} <= _words(title)
    assert _as_the_texts_say()
    Title.objects.update(price=5)
    assert _as_the_texts_say()
    Title.objects.filter(pk=title.pk).update(name="Siffror")
    assert "tanke" not in _words(title)
    assert "siffror" in _words(title)
    title.refresh_from_db()
    title.description = "Pärlor"
    Title.objects.bulk_update([title], ["description"])
    assert "pärl" in _words(title)
    assert _as_the_texts_say()
    Title.objects.filter(pk=title.pk).update(accessibility=["captions", "captions", "20"])
    assert {"#need:captions", "#need:20", "#subject:Matematik", "#type:GR"} <= _words(title)
    assert _as_the_texts_say()
    Title.objects.filter(pk=title.pk).delete()
    assert _words(title) == set()
    assert _as_the_texts_say()


def test_the_words_follow_the_publisher() -> None:
    Supplier.objects.filter(name="Kunskapsgården").update(name="Lärdomshuset")
    assert not TitleWord.objects.filter(word="kunskapsgården").exists()
    assert TitleWord.objects.filter(word="lärdomshuset").count() == 2
    title = Title.objects.get(name=TAL)
    title.supplier = Supplier.objects.get(name="Norrsken Läromedel")
    title.save()
    assert "norrsken" in _words(title)
    assert _as_the_texts_say()


def test_weights_say_where_the_word_stands() -> None:
    title = Title.objects.get(name=TAL)
    found = dict(TitleWord.objects.filter(title_id=title.pk).values_list("word", "weight"))
    assert [found[one] for one in ("tanke", "9789170001512", "matematik", "kunskapsgården", "film")] == [
        100, 100, 40, 20, 10,
    ]  # fmt: skip


def test_another_organisations_words_are_behind_the_wall(towns: Settled) -> None:
    asked = "SELECT DISTINCT title_id FROM school_titleword"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        mine = {pk for (pk,) in cursor.fetchall()}
    assert mine == set(Title.objects.values_list("pk", flat=True))
    with inside(towns, "emma"), connection.cursor() as cursor:
        cursor.execute(asked)
        theirs = {pk for (pk,) in cursor.fetchall()}
        cursor.execute("DELETE FROM school_titleword WHERE title_id = ANY(%s)", [list(mine)])
        assert cursor.rowcount == 0
    assert len(theirs) == len(mine)
    assert not theirs & mine
    other = towns.organisations["norrvik"].pk
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        TitleWord(organisation_id=other, word="x", title_id=uuid4(), weight=1).save(force_insert=True)


def test_the_same_words_find_each_organisations_own_titles(towns: Settled) -> None:
    mine = {one.pk for one in found(Wanted(text="matematik")).titles}
    with inside(towns, "emma"):
        theirs = {one.pk for one in found(Wanted(text="matematik")).titles}
    assert len(mine) == len(theirs) == 4
    assert not mine & theirs


def test_a_mark_is_not_a_word() -> None:
    assert found(Wanted(needs=("read_aloud",))).total == 1
    assert found(Wanted(text="read_aloud")).total == 0
    assert found(Wanted(text="#need:read_aloud")).total == 0
    assert found(Wanted(needs=("read",))).total == 0
    assert found(Wanted(subject="Matematik", school_type="GR", text="tanke")).total == 1
    assert found(Wanted(subject="Svenska", text="tanke")).total == 0


def test_the_index_finds_beginnings_behind_the_wall() -> None:
    """It would not, were the order of text not leakproof: then only the organisation would be looked up."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN (COSTS OFF) SELECT title_id, weight FROM school_titleword"
            " WHERE word >= 'mat' AND word < 'mau'"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan" in plan
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "word >= 'mat'" in condition
    assert "organisation_id" in condition


@pytest.mark.parametrize(
    "word", ["fullt", "löst", "möjligheterna", "vänligt", "böckernas", "tanken", "8", "80000"]
)
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('pg_catalog.swedish', %s))", [word])
        ((stem,),) = cursor.fetchone()
    assert word.startswith(stem)


def test_words_of_a_question() -> None:
    assert [one.typed for one in words_of("Tal OCH Tanke, idé!")] == ["tal", "tanke", "ide"]
    assert [one.typed for one in words_of("och")] == ["och"]
    assert [one.typed for one in words_of("978-91-7000-150-5")] == ["9789170001505"]
    assert words_of("!! _ ") == []
    short, long = words_of("8 80000")
    assert short.typed < short.beyond < "80"
    assert long.typed < "800001" < long.beyond
    assert words_of("å")[0].beyond > "åäö"
