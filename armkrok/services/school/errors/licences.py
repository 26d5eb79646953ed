"""What licences and the change of school year can refuse."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NoSeatFree(Refusal):
    """Every seat of the licence is taken, used up or past its time."""

    text = _("Ingen licens är ledig. Lämna tillbaka någons licens, eller beställ fler.")


class AlreadyHolds(Refusal):
    """Nobody has two seats of one title."""

    text = _("Eleven har redan en licens för läromedlet.")


class SeatReturned(Refusal):
    """The seat was returned by somebody else meanwhile."""

    text = _("Licensen är redan tillbakalämnad. Ladda om sidan.")


class SeatUsedUp(Refusal):
    """The terms let nobody else have what is left."""

    text = _("Licensen går inte att flytta. Villkoren säger att den är förbrukad när den har delats ut.")


class NotPersonal(Refusal):
    """The licence is for a class, a school or the municipality; nobody has a seat."""

    text = _("Licensen gäller för alla, så den delas inte ut till var och en.")


class NotOpenYet(Refusal):
    """The change of school year begins on a later day, or its time is over."""

    text = _("Årsskiftet är inte öppet i dag. Skoladministratören bestämmer vilka dagar det går att göra.")


class YearChangeEnded(Refusal):
    """What has been ordered is not decided on again."""

    text = _("Årsskiftet är avslutat. Gör en vanlig beställning om något fattas.")


class HasBeenDrafted(Refusal):
    """The licence's renewal lies in an order already."""

    text = _("Förlängningen ligger redan i en beställning. Ändra den där.")


class TooFewSeats(Refusal):
    """To renew none is to let it end."""

    status = 422
    text = _("Skriv hur många licenser ni vill ha, minst 1.")


class WrongDates(Refusal):
    """The period ends before it begins, or not in the year when the school year begins, or is long."""

    status = 422
    text = _("Sista dagen ska vara det år då läsåret börjar, och den första högst ett år tidigare.")
