"""A school with classes, a priced title, a budget and rights to buy, for tests. Call inside a scope."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from armkrok.core.access.models import RoleAssignment
from armkrok.kit.days import today
from armkrok.services.school.models import (
    Activity,
    ActivityGroup,
    Budget,
    BuyingRight,
    PupilGroup,
    SupplierContact,
    Teaching,
    Title,
)
from armkrok.site.settling import Settled
from tests.support import school_ground as ground

WANTED = today() + timedelta(days=30)
PRICE = Decimal("124.00")


def title(name: str = "Räkna vidare 8", **facts: object) -> Title:
    """A title of Förlaget Linden, 124 kronor a pupil, whose receiver gets first name and class."""
    found = Title.objects.filter(name=name).first()
    known: dict[str, object] = {
        "supplier": ground.supplier(), "price": PRICE, "receiver": ground.receiver(), "level": 1,
        "subjects": ["GRGRMAT01"], "article": f"art-{name}"[:40],
    }  # fmt: skip
    return found or Title.objects.create(name=name, **(known | facts))


def taught(teacher_id: UUID, name: str, *groups: PupilGroup) -> None:
    """Let somebody teach the groups mathematics."""
    duty = ground.staff(teacher_id, name)
    activity, new = Activity.objects.get_or_create(
        source_id=ground.source_id(f"matematik {name}"),
        defaults={"digest": bytes(16), "name": "Matematik", "unit": ground.unit()},
    )
    if new:
        Teaching.objects.create(activity=activity, duty=duty)
    for one in groups:
        ActivityGroup.objects.get_or_create(activity=activity, group=one)


def budget(amount: int = 240_000, day: date = WANTED) -> Budget:
    """The school's budget for the year of the day."""
    known = {"amount": Decimal(amount)}
    found, new = Budget.objects.get_or_create(
        unit=ground.unit(), year=day.year, name="Digitala läromedel", defaults=known
    )
    if not new:
        found.amount = Decimal(amount)
        found.save()
    return found


def right(person_id: UUID, deed: str = "approve", **terms: object) -> BuyingRight:
    """A right to buy at the school, or with unit=None everywhere."""
    known: dict[str, object] = {"unit": ground.unit(), "limit": Decimal(50_000)}
    return BuyingRight.objects.create(person_id=person_id, deed=deed, **(known | terms))


def furnish(towns: Settled) -> None:
    """Elif teaches 8A and 8B, Karin approves up to 50 000, Lars-Åke all; Petra is the publisher's."""
    elif_, karin, lars = (towns.people[key].pk for key in ("elif", "karin", "lars-ake"))
    ground.group("8C")
    taught(elif_, "Elif Demir", ground.group("8A"), ground.group("8B"))
    ground.staff(karin, "Karin Sjöberg", "Rektor")
    RoleAssignment.objects.create(person_id=lars, role="principal", used_on=today())
    budget()
    right(karin)
    right(lars, unit=None, limit=None, is_over_budget=True)
    title()
    SupplierContact.objects.get_or_create(supplier=ground.supplier(), person=towns.people["petra"])
