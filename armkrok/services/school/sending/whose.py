"""Whose an object is that a receiver says that it has: people by every id that they may be known by there."""

from collections.abc import Iterator

from armkrok.services.school.egil import ids
from armkrok.services.school.models import Alias, Duty, RosterPerson
from armkrok.services.school.sending.people import Terms


class Whose:
    """Everybody in the roster, also who has left it: a receiver may still have her.

    `subjects` are the people's own ids by what a receiver may call them or their employments; `staff` are ids
    of people who are or were employed.
    """

    def __init__(self, terms: Terms) -> None:
        self.subjects: dict[str, str] = {}
        self.staff: set[str] = set()
        known: dict[str, list[str]] = {}
        for person, source_id in _names():
            sent_id = terms.identify(source_id)
            self.subjects[sent_id] = person
            known.setdefault(person, []).append(sent_id)
        for employed, unit in Duty.objects.values_list("person_id", "unit__source_id"):
            for sent_id in known.get(str(employed), ()):
                self.staff.add(sent_id)
                self.subjects[ids.derived(str(unit), sent_id)] = str(employed)


def _names() -> Iterator[tuple[str, str]]:
    """Each person and an id of hers, in the roster or by a decision."""
    for rows in (
        RosterPerson.objects.values_list("pk", "source_id"),
        Alias.objects.values_list("subject_id", "alias_id"),
    ):
        for person, known_as in rows:
            yield str(person), str(known_as)
