"""The people of a made-up municipality: teachers, pupils and, if they are wanted, guardians."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from armkrok.simulators.ss12000.civic import Numbers
from armkrok.simulators.ss12000.ground import Ground, Json, seeded
from armkrok.simulators.ss12000.layout import Class
from armkrok.simulators.ss12000.names import ADULTS, GIVEN, SURNAMES, plain

TEACHERS_BORN: Final = (1994, 1995, 1997, 1998, 2000, 2001, 2002, 2003)
"""Years in which none of the demo's people are born, so that nobody's number is used twice."""
SECRET_EACH: Final = 241
PROTECTED_EACH: Final = 997
TEMPORARY_EACH: Final = 150


class People:
    """Made once through, in order: the numbers are given as they come."""

    def __init__(self, ground: Ground, *, guardians: bool) -> None:
        self.ground, self.has_guardians = ground, guardians
        self.numbers = Numbers({one.number for one in (*ground.known, ground.parent) if one})

    def everybody(self) -> Iterator[Json]:
        """Teachers, those known by name first; then the pupils class by class, after their guardians."""
        for number in range(self.ground.layout.teachers):
            yield self._teacher(number)
        for of in self.ground.layout.classes:
            for number in range(of.first, of.first + of.size):
                pupil = self._pupil(number, of)
                if self.has_guardians:
                    adults = list(self._guardians(number, pupil["familyName"]))
                    yield from adults
                    pupil["responsibles"] = [_guardian_of(one) for one in adults]
                yield pupil

    def _teacher(self, number: int) -> Json:
        random, known = seeded(self.ground.seed, "teacher", number), self.ground.known
        if number < len(known):
            given, surname, civic = known[number].given_name, known[number].surname, known[number].number
            local = f"{plain(given)}.{plain(surname)}"
        else:
            given, surname = random.choice(ADULTS), random.choice(SURNAMES)
            civic = self.numbers.take(random.choice(TEACHERS_BORN))
            local = f"{plain(given)}.{plain(surname)}{number}"
        address = f"{local}@{self.ground.domain}"
        return {
            **_person(self.ground.id_of("teacher", number), given, surname, civic),
            "eduPersonPrincipalNames": [address],
            "emails": [{"value": address, "type": "Skola personal"}],
        }

    def _pupil(self, number: int, of: Class) -> Json:
        random = seeded(self.ground.seed, "pupil", number)
        given, surname = random.choice(GIVEN), random.choice(SURNAMES)
        if self.ground.parent and number == self.ground.child:
            surname = self.ground.parent.surname
        year = self.ground.year - 6 - of.year - (9 if of.school_type == "GY" else 0)
        born = date(year, 1, 1) + timedelta(days=random.randrange(365))
        civic = _temporary(number, born) or self.numbers.take(year)
        address = f"{plain(given)}.{plain(surname)}{number}@elev.{self.ground.domain}"
        return {
            "birthDate": born.isoformat(),
            **_person(self.ground.id_of("pupil", number), given, surname, civic),
            "eduPersonPrincipalNames": [address],
            "emails": [{"value": address, "type": "Skola elev"}],
            "securityMarking": _marking(number),
            "enrolments": [self._enrolment(of)],
        }

    def _enrolment(self, of: Class) -> Json:
        made: Json = {
            "enroledAt": {"id": self.ground.unit(of.school)},
            "schoolType": of.school_type,
            "schoolYear": of.year,
            "startDate": self.ground.starts.isoformat(),
            "endDate": self.ground.ends.isoformat(),
            "cancelled": False,
        }
        return {**made, "educationCode": of.programme} if of.programme else made

    def _guardians(self, number: int, surname: str) -> Iterator[Json]:
        if self.ground.parent and number == self.ground.child:
            one = self.ground.parent
            yield _person(self.ground.id_of("guardian", "known"), one.given_name, one.surname, one.number)
            return
        random = seeded(self.ground.seed, "guardians", number)
        for place in range(random.choice((1, 2, 2))):
            given = random.choice(ADULTS)
            address = f"{plain(given)}.{plain(surname)}{number}.{place}@brev.example"
            made = _person(self.ground.id_of("guardian", f"{number}:{place}"), given, surname, "")
            yield {**made, "emails": [{"value": address, "type": "Privat"}]}


def _person(person_id: str, given: str, surname: str, civic: str) -> Json:
    made: Json = {
        "id": person_id,
        "givenName": given,
        "familyName": surname,
        "securityMarking": "Ingen",
        "personStatus": "Aktiv",
    }
    if civic:
        made["civicNo"] = {"value": civic, "nationality": "SE"}
        made["birthDate"] = f"{civic[:4]}-{civic[4:6]}-{civic[6:8]}"
    return made


def _guardian_of(adult: Json) -> Json:
    return {"person": {"id": adult["id"]}, "relationType": "Vårdnadshavare"}


def _temporary(number: int, born: date) -> str:
    """A temporary number, which has letters after the date and so is nobody's, or nothing."""
    count, place = divmod(number, TEMPORARY_EACH)
    if place != TEMPORARY_EACH // 2:
        return ""
    letter, serial = divmod(count, 100)
    return f"{born:%Y%m%d}T{'FABCDEGHKL'[letter % 10]}{serial:02d}"


def _marking(number: int) -> str:
    if number % PROTECTED_EACH == 53:
        return "Skyddad folkbokföring"
    return "Sekretessmarkering" if number % SECRET_EACH == 17 else "Ingen"
