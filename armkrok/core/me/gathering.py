"""Everything that is known of a person, as it is: one part for herself and one for each organisation.

Each organisation is the controller of its own (dataskyddsförordningen art. 4.7), so each is asked in a scope
of its own: what the walls would not show her there is not in the copy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from armkrok.core import registry
from armkrok.core.identity.models import Person
from armkrok.core.me import areas
from armkrok.core.me.queries import own_ids
from armkrok.core.registry import Area
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope


@dataclass(frozen=True)
class Part:
    """What one organisation has of her; without one, what belongs to herself alone."""

    organisation: Organisation | None
    areas: tuple[Area, ...]


Told = Callable[[Part], None]


def gathered(person: Person, only_id: UUID | None, tell: Told) -> Iterator[Part]:
    """Every part with something in it. `tell` is called in each organisation's scope."""
    with scope(None, person.pk, only_id):
        yield Part(None, tuple(areas.of_person(person, only_id)))
    ids = own_ids(person.pk)
    places = Organisation.objects.order_by("name")
    for place in places.filter(pk=only_id) if only_id else places:
        found = tuple(_joined([_here(place, one, only_id) for one in ids]))
        if not found:
            continue
        part = Part(place, found)
        with scope(place.pk, person.pk, only_id):
            tell(part)
        yield part


def _here(place: Organisation, person_id: UUID, only_id: UUID | None) -> list[Area]:
    with scope(place.pk, person_id, only_id):
        found = list(areas.here(person_id))
        for service in registry.services():
            if service.export:
                found += service.export(person_id)
    return found


def _joined(several: list[list[Area]]) -> Iterator[Area]:
    """The areas with rows; those of a person's former ids together with the present one's."""
    for same in zip(*several, strict=True):
        rows = [row for area in same for row in area.rows]
        if rows:
            yield Area(same[0].key, same[0].name, same[0].columns, rows)
