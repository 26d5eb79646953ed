"""From a number to a person, and back under guard."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.kit.days import now, today
from armkrok.kit.numbers import NotANumber, allowed_test_numbers, is_coordination_number, normalise
from armkrok.kit.refusals import Refusal
from armkrok.kit.slots import Slot

newcomers = Slot[Callable[[], None]]()
"""Called when people have been added, once for all of them, in the same transaction."""
_SWEDISH = frozenset({NumberKind.PERSONAL, NumberKind.COORDINATION})


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


def add_people(names: Iterable[str]) -> list[Person]:
    """New persons, whom nobody is known to be; the only way to add any, since newcomers are told of."""
    added = Person.objects.bulk_create(Person(name=name) for name in names)
    if added and newcomers.held:
        newcomers.held()
    return added


def add_person(name: str) -> Person:
    """One new person; see add_people()."""
    (person,) = add_people([name])
    return person


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
    person = add_person(name)
    row = _row(person, number)
    added = IdentityNumber.objects.bulk_create([row], ignore_conflicts=True)
    found = find(number)
    if not added or found is None or found.pk != person.pk:
        person.delete()
    return found or person


def _row(person: Person, number: str) -> IdentityNumber:
    kind = NumberKind.COORDINATION if is_coordination_number(number) else NumberKind.PERSONAL
    return IdentityNumber(
        person=person, kind=kind.value, sealed=sealed.seal(number), lookup=sealed.lookup(number)
    )


@transaction.atomic
def find_or_add_many(wanted: Mapping[str, str]) -> dict[str, Person]:
    """The persons by number, as find_or_add() for each number and name but in a few statements."""
    lookups = {sealed.lookup(number): number for number in wanted}
    found = _by_number(lookups)
    unknown = [number for number in wanted if number not in found]
    new = dict(zip(unknown, add_people(wanted[number] for number in unknown), strict=True))
    IdentityNumber.objects.bulk_create(
        (_row(person, number) for number, person in new.items()),
        ignore_conflicts=True,
    )
    now_found = _by_number(lookups)
    beaten = [one.pk for number, one in new.items() if now_found[number].pk != one.pk]
    Person.objects.filter(pk__in=beaten).delete()  # somebody else added the number meanwhile
    return now_found


def _by_number(lookups: Mapping[bytes, str]) -> dict[str, Person]:
    rows = IdentityNumber.objects.filter(lookup__in=list(lookups)).select_related("person")
    return {lookups[bytes(row.lookup)]: row.person for row in rows}


@transaction.atomic(savepoint=False)
def identified(proof: Proof) -> Person:
    """The person whom a shared e-ID has just identified, with the name it gave.

    Found by the first Swedish number, else by the provisional id of a foreign e-ID. Other numbers in the same
    proof are added to the person when nobody has them, never taken from somebody else: two persons are never
    made one without a decision.
    """
    first = next((one for one in proof.numbers if one.kind in _SWEDISH), None) or proof.numbers[0]
    person = _owner(first) or _added(first, proof.full_name)
    for other in proof.numbers:
        if other != first and other.kind != NumberKind.SUBJECT and _owner(other) is None:
            _give(person, other)
    return _named(person, proof.full_name, proof.given_name, proof.surname)


def _named(person: Person, name: str, given_name: str, surname: str) -> Person:
    told = (name or person.name, given_name, surname, True)
    if (person.name, person.given_name, person.surname, person.is_verified) != told:
        person.name, person.given_name, person.surname, person.is_verified = told
        person.save(update_fields=["name", "given_name", "surname", "is_verified"])
    return person


def _owner(number: ProvenNumber) -> Person | None:
    return find(_looked_up(number))


def _looked_up(number: ProvenNumber) -> str:
    """What is hashed: a Swedish number as it is, others with their kind, so that no two are mixed up."""
    return number.value if number.kind in _SWEDISH else f"{number.kind}\n{number.value}"


def _added(number: ProvenNumber, name: str) -> Person:
    if number.kind in _SWEDISH:
        return find_or_add(number.value, name)
    person = add_person(name)
    _give(person, number)
    return person


def _give(person: Person, number: ProvenNumber) -> None:
    IdentityNumber.objects.create(
        person=person, kind=number.kind.value, assurance=number.assurance[:12],
        sealed=sealed.seal(number.value), lookup=sealed.lookup(_looked_up(number)),
    )  # fmt: skip


def owners(proof: Proof) -> set[UUID]:
    """The persons who have, or have had, any of the proof's numbers."""
    known = IdentityNumber.objects.filter(lookup__in=_lookups(proof))
    return set(known.values_list("person_id", flat=True))


def give(person: Person, proof: Proof) -> list[NumberKind]:
    """Add the proof's numbers that nobody has to the person; of which kinds they were."""
    new = [one for one in proof.numbers if one.kind != NumberKind.SUBJECT and _owner(one) is None]
    for one in new:
        _give(person, one)
    return [one.kind for one in new]


def end_coordination_numbers(person_id: UUID) -> None:
    """Who has a personal number no longer has a coordination number."""
    present = IdentityNumber.objects.filter(person_id=person_id, until=None)
    if present.filter(kind=NumberKind.PERSONAL).exists():
        present.filter(kind=NumberKind.COORDINATION).update(until=now())


def of_subject(organisation_id: UUID, issuer: str, subject: str) -> Person | None:
    """Whom the organisation's own provider has called this before; an empty subject is nobody's.

    The organisation is part of the key, since it writes its providers' issuer itself: it could write
    another organisation's, and so say who somebody is there.
    """
    if not (issuer.strip() and subject.strip()):
        return None
    row = IdentityNumber.objects.select_related("person").filter(
        kind=IdentityNumber.Kind.SUBJECT, lookup=_subject_lookup(organisation_id, issuer, subject)
    )
    found = row.first()
    return found.person if found else None


def tie_subject(person: Person, organisation_id: UUID, issuer: str, subject: str) -> None:
    """Remember what the organisation's provider calls the person, from now on her key there.

    Without a subject (SAML with a transient NameID) there is nothing to remember.
    """
    if not (issuer.strip() and subject.strip()):
        return
    row = IdentityNumber(
        person=person, kind=IdentityNumber.Kind.SUBJECT, issuer=issuer[:255],
        sealed=sealed.seal(f"{issuer}\n{subject}"), lookup=_subject_lookup(organisation_id, issuer, subject),
    )  # fmt: skip
    IdentityNumber.objects.bulk_create([row], ignore_conflicts=True)


def _subject_lookup(organisation_id: UUID, issuer: str, subject: str) -> bytes:
    return sealed.lookup(f"{NumberKind.SUBJECT}\n{organisation_id}\n{issuer}\n{subject}")


def is_same_person(person_id: UUID, proof: Proof) -> bool:
    """Whether any number of the proof is, or has been, this person's; what an issuer calls her is none."""
    return IdentityNumber.objects.filter(person_id=person_id, lookup__in=_lookups(proof)).exists()


def _lookups(proof: Proof) -> list[bytes]:
    """Of the numbers that mean the same whoever says them."""
    return [sealed.lookup(_looked_up(one)) for one in proof.numbers if one.kind != NumberKind.SUBJECT]


def number_of(person_id: UUID) -> str:
    """The person's present number, in the clear: only for asking an e-ID who is there."""
    swedish = IdentityNumber.objects.filter(person_id=person_id, until=None, kind__in=sorted(_SWEDISH))
    row = swedish.order_by("-since").first()
    if row is None:
        raise NumberRefused(_("Personen saknar personnummer och kan inte skriva under med BankID."))
    return row.in_clear()


def has_number(person_id: UUID, number: str) -> bool:
    """Whether the number is, or has been, this person's."""
    return IdentityNumber.objects.filter(person_id=person_id, lookup=sealed.lookup(number)).exists()
