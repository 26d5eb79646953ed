"""What an order gives away of people: which words of data, to whom, and whether an agreement allows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from armkrok.services.school.egil import levels
from armkrok.services.school.models import Order, OrderLine
from armkrok.services.school.queries.agreements import HOLDS, Standing, given_of_pupils, standings_of
from armkrok.services.school.queries.levels import WORDS, enumerated, words_of
from armkrok.services.school.queries.ordering import OrderView

TOLD_WHEN_KEPT = ("surname", "civic-number", "email")
"""What people wonder about: named when it is not given."""


@dataclass(frozen=True)
class Given:
    """What one receiver gets. `kept` names what it does not get."""

    receiver: str
    supplier: str
    words: str
    kept: str
    pupils: int
    groups: str
    standing: Standing
    ends: date | None

    @property
    def is_allowed(self) -> bool:
        """Whether an agreement holds today. Without one nothing is sent."""
        return self.standing in HOLDS


def given_by(view: OrderView) -> list[Given]:
    """Each line that gives data away; nothing for titles that need none."""
    lines = [one for one in view.lines if one.title.receiver_id]
    held = standings_of({one.title.receiver_id for one in lines if one.title.receiver_id})
    names = given_of_pupils([one.title for one in lines])
    found = []
    for line in lines:
        receiver = line.title.receiver
        if receiver is not None:
            standing, ends = held[receiver.pk]
            found.append(
                Given(
                    receiver.name, view.order.supplier.name,
                    words_of(names[line.title.pk]), kept(names[line.title.pk]),
                    line.count.pupils, enumerated(line.group_names), standing, ends,
                )
            )  # fmt: skip
    return found


def kept(names: Collection[str]) -> str:
    """What is not given, of what people wonder about: "efternamn, personnummer eller e-post"."""
    given = levels.words(names)
    found = [_(WORDS[key]) for key in TOLD_WHEN_KEPT if key not in given]
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s eller %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def attributes_of(order: Order) -> list[tuple[str, tuple[str, ...]]]:
    """For the supplier: each title that gets data, and the attributes by their names on the wire."""
    lines = OrderLine.objects.filter(order=order, title__receiver__isnull=False).select_related("title")
    titles = [one.title for one in lines]
    names = given_of_pupils(titles)
    every = levels.user_attributes(levels.Level.CIVIC_NUMBER)
    return [(one.name, tuple(name for name in every if name in names[one.pk])) for one in titles]
