"""From a number to a person, and back under guard."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.kit.days import today
from armkrok.kit.numbers import NotANumber, allowed_test_numbers, normalise
from armkrok.kit.refusals import Refusal


class NumberRefused(Refusal):
    """Not a number that may be used here."""

    status = 422
    text = _("Skriv personnumret med tolv siffror, som 19811218-9876.")


def read_number(text: str) -> str:
    """Twelve digits from what a person typed; raises NumberRefused.

    Where ONLY_TEST_NUMBERS is set (demo and tests), real numbers are refused.
    """
    try:
        number = normalise(text, today())
    except NotANumber as error:
        raise NumberRefused from error
    if settings.ONLY_TEST_NUMBERS and number not in allowed_test_numbers():
        raise NumberRefused(_("Här går det bara att använda Skatteverkets testnummer."))
    return number


def find(number: str) -> Person | None:
    """The person who has, or has had, the number."""
    row = IdentityNumber.objects.select_related("person").filter(lookup=sealed.lookup(number)).first()
    return row.person if row else None


@transaction.atomic
def find_or_add(number: str, name: str) -> Person:
    """The person with this number; a new one gets `name` until an e-ID has told the real one."""
    person = find(number)
    if person is not None:
        return person
    person = Person.objects.create(name=name)
    row = IdentityNumber(person=person, sealed=sealed.seal(number), lookup=sealed.lookup(number))
    added = IdentityNumber.objects.bulk_create([row], ignore_conflicts=True)
    found = find(number)
    if not added or found is None or found.pk != person.pk:
        person.delete()
    return found or person


@transaction.atomic
def find_or_add_many(wanted: Mapping[str, str]) -> dict[str, Person]:
    """The persons by number, as find_or_add() for each number and name but in a few statements."""
    lookups = {sealed.lookup(number): number for number in wanted}
    found = _by_number(lookups)
    new = {number: Person(name=wanted[number]) for number in wanted if number not in found}
    Person.objects.bulk_create(new.values())
    IdentityNumber.objects.bulk_create(
        (
            IdentityNumber(person=person, sealed=sealed.seal(number), lookup=sealed.lookup(number))
            for number, person in new.items()
        ),
        ignore_conflicts=True,
    )
    now_found = _by_number(lookups)
    beaten = [one.pk for number, one in new.items() if now_found[number].pk != one.pk]
    Person.objects.filter(pk__in=beaten).delete()  # somebody else added the number meanwhile
    return now_found


def _by_number(lookups: Mapping[bytes, str]) -> dict[str, Person]:
    rows = IdentityNumber.objects.filter(lookup__in=list(lookups)).select_related("person")
    return {lookups[bytes(row.lookup)]: row.person for row in rows}


def named_by_eid(number: str, given_name: str, surname: str) -> Person:
    """The person whom an e-ID has just identified, with the name the e-ID gave."""
    name = f"{given_name} {surname}".strip()
    person = find_or_add(number, name)
    if (person.name, person.given_name, person.surname, person.is_verified) != (
        name,
        given_name,
        surname,
        True,
    ):
        person.name, person.given_name, person.surname, person.is_verified = name, given_name, surname, True
        person.save(update_fields=["name", "given_name", "surname", "is_verified"])
    return person


def number_of(person_id: UUID) -> str:
    """The person's present number, in the clear: only for asking an e-ID who is there."""
    row = IdentityNumber.objects.filter(person_id=person_id, until=None).order_by("-since").first()
    if row is None:
        raise NumberRefused(_("Personen saknar personnummer och kan inte skriva under med BankID."))
    return row.in_clear()


def has_number(person_id: UUID, number: str) -> bool:
    """Whether the number is, or has been, this person's."""
    return IdentityNumber.objects.filter(person_id=person_id, lookup=sealed.lookup(number)).exists()
