"""Names come in the order a Swede expects, from Python and from the database alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.kit.swedish_order import FROM, TO, SwedishOrder, sort_key

SORTED = ["Ali", "André", "Andrea", "Anna Berg", "Anna-Karin", "Muller", "Müller", "Valter", "Wallin", "Zara",
          "Åberg", "Åsa", "Ängström", "Ærø", "Örjan", "Ørsted"]  # fmt: skip


def test_names_in_swedish_order() -> None:
    assert sorted(set(SORTED), key=sort_key) == SORTED


def test_a_letter_written_in_two_parts_is_the_same_letter() -> None:
    assert sort_key("A\u030asa") == sort_key("Åsa")


@given(st.text(alphabet="abcxyzABCXYZåäöÅÄÖéüÜ -", max_size=12))
def test_capitals_do_not_count(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text.lower())


def test_every_letter_is_exchanged_for_one() -> None:
    assert len(FROM) == len(TO) == len(set(FROM))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [*SORTED, "A\u030asa Öhman", "LARS-ÅKE", "İbrahim", "Łukasz Żak", "O'Neill 100 %"]
)
def test_the_database_makes_the_same_key(name: str) -> None:
    from armkrok.core.identity.models import Person

    person = Person.objects.create(name=name)
    made = Person.objects.filter(pk=person.pk).values_list(SwedishOrder("name"), flat=True).get()
    assert made == sort_key(name)
    assert Person.objects.get(pk=person.pk).sort_key == sort_key(name)


@pytest.mark.django_db
def test_the_database_orders_by_it() -> None:
    from armkrok.core.identity.models import Person

    Person.objects.bulk_create(Person(name=name) for name in reversed(SORTED))
    assert list(Person.objects.order_by("sort_key").values_list("name", flat=True)) == SORTED
