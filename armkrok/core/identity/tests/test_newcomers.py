"""Nobody is added without those who wait for newcomers being told, whichever way she comes in."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import armkrok
from armkrok.core.identity import people
from armkrok.core.identity.models import Person
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.core.passkeys.actions.invitations import introduce
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site.settling import Settled

PACKAGE = Path(armkrok.__file__).parent
ADDS = re.compile(r"\bPerson\.objects\.(a?create|a?bulk_create|a?get_or_create|a?update_or_create)\(")
MAY_ADD = {
    "core/identity/people.py": "the one way",
    "site/settling.py": "the people of the demo; the clock asks about them",
}
NUMBERS = published_numbers()[700:710]
WAYS: dict[str, Callable[[], object]] = {
    "by number": lambda: people.find_or_add(NUMBERS[0], "Ny Person"),
    "several": lambda: people.find_or_add_many({NUMBERS[1]: "Ny Person", NUMBERS[2]: "Ännu En"}),
    "foreign": lambda: people.identified(
        Proof("x", "x", "x", "x", now(), (ProvenNumber(NumberKind.PRID, "DK:1", "A"),), name="Ny Person")
    ),
    "operator": lambda: introduce("Ny Person", "ny@drift.example"),
}


@pytest.fixture
def calls() -> Iterator[list[int]]:
    """How many people there were at each call."""
    found: list[int] = []
    before = people.newcomers.held
    people.newcomers.fill(lambda: found.append(Person.objects.count()))
    yield found
    people.newcomers.held = before


@pytest.mark.parametrize("way", WAYS)
def test_each_way_in_tells_once(calls: list[int], towns: Settled, way: str) -> None:
    there = Person.objects.count()
    with scope(Organisation.objects.get(is_operator=True).pk):
        WAYS[way]()
    assert len(calls) == 1
    assert calls[0] == Person.objects.count() > there


def test_who_is_known_is_no_newcomer(calls: list[int], towns: Settled) -> None:
    known = people.number_of(towns.people["karin"].pk)
    people.find_or_add(known, "x")
    people.find_or_add_many({known: "x"})
    assert calls == []


def test_people_are_added_in_one_place_and_nothing_hangs_on_signals() -> None:
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.py")}
    ours = {
        name: text for name, text in sources.items() if not {"tests", "migrations"} & set(name.split("/"))
    }
    adding = {name for name, text in ours.items() if ADDS.search(text)}
    assert adding == set(MAY_ADD), "add people by identity.people.add_person() or add_people()"
    by_signal = [name for name, text in ours.items() if "models.signals" in text or "django.dispatch" in text]
    assert by_signal == [], "say what happens where it happens, or fill a kit.slots.Slot"
