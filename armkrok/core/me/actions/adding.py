"""A person shows one more e-ID that is hers."""

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.eid.ways import operator
from armkrok.core.events.recording import record
from armkrok.core.identity.guarding import bare
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.identity.people import end_coordination_numbers, give, owners
from armkrok.core.identity.proof import NumberKind, Proof
from armkrok.core.me.errors import NameDiffers, NotAdded, NumberTaken, SecondPersonalNumber
from armkrok.core.me.events import NumberAdded, NumberNotAdded
from armkrok.core.tenants.scope import scope


def add(proof: Proof, *, by: Actor) -> bool:
    """Add the numbers of a verified answer to the person who is logged in; whether there was any new.

    Raises NumberTaken, SecondPersonalNumber and NameDiffers, and tells the log which. Nobody's number is ever
    taken: that two persons are one is decided by the operator (see merging).
    """
    person = Person.objects.get(pk=by.person_id)
    try:
        with transaction.atomic():
            return _added(person, proof, by)
    except NotAdded as refusal:
        _told(person, refusal, by)
        raise
    except IntegrityError as error:  # somebody else got the number in the same moment
        _told(person, NumberTaken(), by)
        raise NumberTaken from error


def _added(person: Person, proof: Proof, by: Actor) -> bool:
    _demand_hers(person, proof)
    kinds = give(person, proof)
    if not kinds:
        return False
    end_coordination_numbers(person.pk)
    with scope(operator().pk):
        record(NumberAdded(", ".join(sorted(kinds))), about=person, by=by)
    return True


def _demand_hers(person: Person, proof: Proof) -> None:
    """Somebody else at the same browser may not be taken for her: number and name must allow it."""
    whose = owners(proof)
    if whose - {person.pk}:
        raise NumberTaken
    if whose:
        return
    has_one = IdentityNumber.objects.filter(person=person, kind=NumberKind.PERSONAL, until=None).exists()
    if has_one and proof.number(NumberKind.PERSONAL):
        raise SecondPersonalNumber
    if not proof.numbers or not is_same_name(bare(person.name), proof.full_name):
        raise NameDiffers


def is_same_name(one: str, other: str) -> bool:
    """Whether the words of the shorter name are all in the longer: some give more given names."""
    first, second = (set(name.casefold().replace("-", " ").split()) for name in (one, other))
    fewer = min(first, second, key=len)
    return len(fewer) >= 2 and fewer == first & second


def _told(person: Person, refusal: NotAdded, by: Actor) -> None:
    with scope(operator().pk):
        record(NumberNotAdded(refusal.reason), about=person, by=by)
