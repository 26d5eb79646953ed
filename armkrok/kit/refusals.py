"""Refusals: errors that carry their status and a sentence for the person."""

from typing import ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Thing = TypeVar("Thing")


class Refusal(Exception):
    """A deed that is not done, and why. Nothing has changed."""

    status: ClassVar[int] = 409
    text: str | Promise = _("Det gick inte att göra.")

    def __init__(self, text: str | Promise | None = None) -> None:
        super().__init__(type(self).__name__)
        if text is not None:
            self.text = text

    @property
    def code(self) -> str:
        """A stable name for machines."""
        return type(self).__name__


class NotAllowed(Refusal):
    """The person is known here but may not do this."""

    status = 403
    text = _("Du har inte behörighet hit. Fråga den som sköter behörigheter i din organisation.")


class NotFound(Refusal):
    """There is no such thing, or the person may not know that there is."""

    status = 404
    text = _("Sidan finns inte, eller så är den inte till för dig.")


def existing(found: Thing | None) -> Thing:
    """What has been looked up, as it is; raises NotFound when there is nothing."""
    if found is None:
        raise NotFound
    return found
