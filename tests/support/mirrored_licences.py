"""The same licences in two towns; see mirrored.py."""

from armkrok.services.school.models import Licence, Seat, YearChange
from armkrok.site.settling import Settled
from tests.support import school_ground, school_licences
from tests.support.people import inside


def licences(towns: Settled, slug: str) -> list[object]:
    """A class's licence, with a seat for each pupil."""
    with inside(towns, "sara", slug):
        return [_licence(towns).pk]


def seats(towns: Settled, slug: str) -> list[object]:
    """A pupil's seat."""
    with inside(towns, "sara", slug):
        seats = Seat.objects.filter(licence=_licence(towns), returned_on=None)
        return [seats.order_by("pk")[0].pk]


def _licence(towns: Settled) -> Licence:
    """One with a seat left to return; made anew when there is none."""
    known = Licence.objects.filter(title__name="Ord och bild", given__returned_on=None).first()
    return known or school_licences.licence(towns, school_licences.title(), school_ground.group())


def year_changes(towns: Settled, slug: str) -> list[object]:
    """A change of school year that is under way."""
    with inside(towns, "sara", slug) as actor:
        made, _new = YearChange.objects.get_or_create(
            unit=school_ground.unit(), year=2030, defaults={"begun_by": actor.person_id}
        )
        return [made.pk]


PROVIDERS = {"licence_id": licences, "seat_id": seats, "year_change_id": year_changes}
