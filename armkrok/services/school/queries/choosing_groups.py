"""Which classes can be chosen for the titles of a draft: one's own first."""

from dataclasses import dataclass
from uuid import UUID

from armkrok.core.access.actor import Actor
from armkrok.kit.days import today
from armkrok.services.school.access.ordering import orderable_groups
from armkrok.services.school.access.roster import groups_of, staff_of
from armkrok.services.school.models import LineGroup, PupilGroup
from armkrok.services.school.queries.counting import pupils_by_group
from armkrok.services.school.queries.ordering import LineView, OrderView, usual_day


@dataclass(frozen=True)
class Choice:
    """One class, and how many pupils it has when the order is wanted."""

    id: UUID
    name: str
    school: str
    pupils: int
    is_chosen: bool


@dataclass(frozen=True)
class LineChoices:
    """The classes for one title: the actor's own, and others of her schools."""

    line: LineView
    own: tuple[Choice, ...]
    others: tuple[Choice, ...]

    @property
    def field(self) -> str:
        """The name of the boxes."""
        return f"klass-{self.line.id}"

    @property
    def is_other_chosen(self) -> bool:
        """Whether a class that is not the actor's own is chosen: then they are shown."""
        return any(one.is_chosen for one in self.others)


def choices_for(actor: Actor, view: OrderView) -> list[LineChoices]:
    """For each title of the draft the classes to tick; the same queries however many they are."""
    groups = list(orderable_groups(actor))
    staff = staff_of(actor)
    taught = set(groups_of(staff, today()).values_list("pk", flat=True)) if staff else set()
    numbers = pupils_by_group([one.pk for one in groups], view.order.wanted_on or usual_day())
    chosen = set(LineGroup.objects.filter(line__order=view.order).values_list("line_id", "group_id"))
    several = len({one.unit_id for one in groups}) > 1
    groups.sort(key=lambda one: not one.is_class)

    def choice(line: LineView, one: PupilGroup) -> Choice:
        school = one.unit.name if several else ""
        return Choice(one.pk, one.name, school, numbers.get(one.pk, 0), (line.id, one.pk) in chosen)

    return [
        LineChoices(
            line,
            tuple(choice(line, one) for one in groups if one.pk in taught),
            tuple(choice(line, one) for one in groups if one.pk not in taught),
        )
        for line in view.lines
    ]
