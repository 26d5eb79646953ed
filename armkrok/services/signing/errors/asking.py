"""What can be refused when people are asked."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NoName(Refusal):
    """A name of which nothing can be seen."""

    status = 422
    text = _("Namnet saknar synliga tecken. Skriv det med bokstäver eller siffror.")


class BadAddress(Refusal):
    """No e-mail can be sent there."""

    status = 422
    text = _("Skriv hela e-postadressen, som namn@exempel.se")


class NotADraft(Refusal):
    """The request has been sent and can no longer be changed."""

    text = _("Begäran är redan skickad och går inte att ändra.")


class NobodyInvited(Refusal):
    """A request needs at least one person."""

    status = 422
    text = _("Lägg till minst en person.")


class TooManyPeople(Refusal):
    """A signature page has room for 200 people."""

    status = 422
    text = _("En begäran kan gå till högst 200 personer.")


class AlreadyInvited(Refusal):
    """The person is on the list."""

    text = _("Personen finns redan med.")


class DayPassed(Refusal):
    """The sign-by date lies in the past."""

    status = 422
    text = _("Välj en dag från och med i dag.")


class PeopleHaveLeft(Refusal):
    """Somebody on the list has left the organisation, and the address is the one from work."""

    status = 422

    def __init__(self, names: Iterable[str]) -> None:
        text = _("{names} har slutat. Byt ut eller ta bort personen innan du skickar.")
        super().__init__(text.format(names=", ".join(names)))


class NotATemplate(Refusal):
    """What was chosen to copy cannot be copied so."""

    text = _("Det går inte att göra en mall av det här.")


class NothingToSend(Refusal):
    """No line of the list can be used."""

    status = 422
    text = _("Ingen rad i listan går att använda. Rätta filen och ladda upp den igen.")


class LinesToMend(Refusal):
    """Some lines are wrong, and the sender has not said that the others may be sent."""

    status = 422
    text = _("Några rader i listan går inte att använda. Välj om resten ska skickas ändå.")


class AlreadyAccepted(Refusal):
    """The list is being sent, has been sent or was cancelled."""

    text = _("Listan är redan skickad eller avbruten.")
