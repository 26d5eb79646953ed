"""What an administrator may be refused, and why."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class UnknownService(Refusal):
    """No such service, or one that is always open."""

    status = 404
    text = _("Den tjänsten går inte att slå på eller av.")


class BadOrganisationNumber(Refusal):
    """Not ten digits, a personal number, or a wrong check digit."""

    status = 422
    text = _("Kontrollera organisationsnumret. Skriv det med tio siffror, som 212000-1234.")


class ImportIsOver(Refusal):
    """The list has been used or thrown away."""

    text = _("Listan är redan inläst eller bortkastad. Ladda upp den igen om du behöver.")


class ListNoLongerFits(Refusal):
    """What the list would do is not what was looked at."""

    text = _("Något har ändrats sedan du granskade listan. Inget är sparat. Se efter igen.")


class ListHasFaults(Refusal):
    """Nobody is ended by a list with lines that cannot be read."""

    text = _("Rätta felen i listan först. Annars kan någon avslutas av misstag.")


class NothingChosen(Refusal):
    """No role was ticked."""

    status = 422
    text = _("Kryssa för minst en roll.")


class ProviderFault(Refusal):
    """A setting of an identity provider is missing or wrong; `field` is its name."""

    status = 422

    def __init__(self, field: str, text: object) -> None:
        super().__init__(str(text))
        self.field = field


class CannotSignByIt(Refusal):
    """The provider has no way of signing."""

    status = 422
    text = _("Med den här inloggningstjänsten går det inte att skriva under. Ta bort krysset.")


class LastWayIn(Refusal):
    """Nobody would be able to log in."""

    text = _("Då kan ingen logga in. Lämna minst ett sätt öppet.")


class UnknownTheme(Refusal):
    """Colours or a coat of arms that the platform does not have."""

    status = 422
    text = _("Välj bland de teman och vapen som finns.")


class AlreadyMember(Refusal):
    """The number belongs to somebody who is already a member."""

    text = _("Personen finns redan i organisationen.")


class ExternalIdTaken(Refusal):
    """Two members with one id in the directory."""

    text = _("Någon annan i organisationen har redan det id:t. Kontrollera i er katalog.")


class AlreadyLeft(Refusal):
    """The employment has ended before."""

    text = _("Anställningen är redan avslutad.")


class NotAMember(Refusal):
    """Roles are for members."""

    text = _("Personen arbetar inte här. Lägg till personen först.")


class UnknownRole(Refusal):
    """A role key that no service declares."""

    status = 422
    text = _("Den rollen finns inte.")


class EndsBeforeStart(Refusal):
    """A role's last day comes before its first."""

    status = 422
    text = _("Välj en sista dag som inte kommer före den första.")


class EndDayNeeded(Refusal):
    """The role is too strong to be held for ever."""

    status = 422
    text = _("Den rollen ges bara på viss tid. Välj en sista dag, högst ett år fram.")


class EndsInThePast(Refusal):
    """The last day has been."""

    status = 422
    text = _("Välj en sista dag från och med i dag.")


class HasRole(Refusal):
    """The same role for the same part of the organisation, at the same time."""

    text = _("Personen har redan den rollen under den tiden.")


class RoleIsWhole(Refusal):
    """The role cannot be limited."""

    status = 422
    text = _("Den rollen gäller alltid hela organisationen.")


class RoleIsOver(Refusal):
    """The role has already ended."""

    text = _("Rollen är redan avslutad.")


class LastAdministrator(Refusal):
    """Somebody must be left who can let others in."""

    text = _("Personen är den enda administratören. Ge rollen till någon annan först.")


class NameTaken(Refusal):
    """Two of the same kind with one name."""

    text = _("Det finns redan en med det namnet. Välj ett annat namn.")


class GroupFull(Refusal):
    """A group has at most a hundred people."""

    text = _("En grupp kan ha högst 100 personer. Ta bort någon, eller gör en grupp till.")


class InGroup(Refusal):
    """The person is already in the group."""

    text = _("Personen är redan med i gruppen.")


class UnknownScope(Refusal):
    """A permission that systems cannot get."""

    status = 422
    text = _("Välj bland det som system kan få göra.")


class ClientIsClosed(Refusal):
    """The system has already lost its access."""

    text = _("Systemet har redan stängts.")


class TooManyReports(Refusal):
    """A guard against machines that fill in forms."""

    status = 429
    text = _("Det kom många rapporter på en gång. Vänta en minut och försök igen.")
