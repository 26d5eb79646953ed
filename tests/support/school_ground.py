"""A small school in each town, for tests: made once, found again afterwards. Call inside a scope."""

from datetime import timedelta
from hashlib import blake2b
from uuid import UUID, uuid5

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today
from armkrok.services.school.models import (
    Duty,
    Enrolment,
    Membership,
    PupilGroup,
    Receiver,
    RosterPerson,
    SchoolUnit,
    Supplier,
)

CLASSES = ("8A", "8B")
GIVEN = ("Alva", "Bo", "Cleo", "Dani")


def source_id(name: str) -> UUID:
    """The same id for the same name in the same organisation."""
    return uuid5(current_organisation_id(), name)


def _rostered(name: str) -> dict[str, object]:
    return {"source_id": source_id(name), "digest": blake2b(name.encode(), digest_size=16).digest()}


def unit() -> SchoolUnit:
    """The one school unit."""
    found = SchoolUnit.objects.filter(source_id=source_id("skolan")).first()
    return found or SchoolUnit.objects.create(
        **_rostered("skolan"),
        kind=SchoolUnit.Kind.UNIT,
        name="Ekbackeskolan",
        code="12345678",
        school_types=["GR"],
    )


def group(name: str = "8A") -> PupilGroup:
    """A class of four pupils, who have been in it for a month."""
    found = PupilGroup.objects.filter(source_id=source_id(name)).first()
    if found:
        return found
    made: PupilGroup = PupilGroup.objects.create(
        **_rostered(name), name=name, kind="Klass", school_type="GR", unit=unit()
    )
    for given in GIVEN:
        one = pupil(f"{given} {name}")
        Membership.objects.create(group=made, pupil=one, start_on=today() - timedelta(days=30))
        Enrolment.objects.create(pupil=one, unit=unit(), school_type="GR", school_year=8)
    return made


def pupil(name: str = "Alva 8A", **facts: object) -> RosterPerson:
    """A pupil of that name, without a number; `facts` are further fields of a new one."""
    given, _space, surname = name.partition(" ")
    found = RosterPerson.objects.filter(source_id=source_id(name)).first()
    return found or RosterPerson.objects.create(
        **_rostered(name), given_name=given, surname=surname or "Elev",
        eppn=f"{given.lower()}.{surname.lower()}@elev.sundby.example", **facts,
    )  # fmt: skip


def protected_pupil() -> RosterPerson:
    """A pupil with a marking."""
    return pupil("Siv Skyddad", is_protected=True, marking=RosterPerson.Marking.SECRET)


def staff(person_id: UUID, name: str, role: str = "Lärare") -> Duty:
    """Somebody employed at the school, tied to a person of the platform."""
    found = RosterPerson.objects.filter(person_id=person_id).first()
    row = found or pupil(name, person_id=person_id)
    duty = Duty.objects.filter(person=row).first()
    return duty or Duty.objects.create(**_rostered(f"tjänst {name}"), person=row, unit=unit(), role=role)


def supplier() -> Supplier:
    """A publisher that takes orders by e-mail."""
    found = Supplier.objects.filter(name="Förlaget Linden").first()
    return found or Supplier.objects.create(name="Förlaget Linden", order_email="order@linden.example")


def receiver() -> Receiver:
    """The publisher's service, with an API key."""
    found = Receiver.objects.filter(name="Linden Digital").first()
    return found or Receiver.objects.create(
        supplier=supplier(), name="Linden Digital", is_open=True, trust=Receiver.Trust.KEY,
        url="https://8.8.8.8/scim", pseudonym_key=bytes(32),
    )  # fmt: skip
