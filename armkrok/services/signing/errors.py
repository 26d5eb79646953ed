"""What the signing service can refuse, each with a sentence for the person."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal
from armkrok.services.signing.engine import EngineError

FILE_TEXTS = {
    "not_pdf": _("Filen är inte en PDF. Spara dokumentet som PDF och försök igen."),
    "empty": _("Filen är tom. Välj en annan fil."),
    "encrypted": _("Filen är låst med lösenord. Spara den utan lösenord och försök igen."),
    "already_signed": _("Filen är redan underskriven. Välj dokumentet som det var innan någon skrev under."),
    "certified": _(
        "Den som skrev under först har låst filen, så att ingen mer kan skriva under den. "
        "Be om en fil som inte är låst, eller låt personerna skriva under ett eget dokument."
    ),
    "certified_visible": _(
        "Den som skrev under först tillåter bara underskrifter som inte syns på sidorna. Ta bort rutan."
    ),
    "signed_unclear": _(
        "Filen är redan underskriven, men underskrifterna går inte att lita på. "
        "Be avsändaren om en ny fil, eller välj dokumentet som det var innan någon skrev under."
    ),
    "broken": _("Filen är skadad och går inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "too_large": _("Filen är för stor."),
    "too_large_unpacked": _("Filen blir orimligt stor när den packas upp. Spara dokumentet som PDF på nytt."),
    "too_many_pages": _("Dokumentet har för många sidor. Dela upp det i flera."),
    "timeout": _("Filen tog för lång tid att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "crashed": _("Filen gick inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "memory": _("Filen gick inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
}


class FileRefused(Refusal):
    """The uploaded file cannot become a document to sign."""

    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(FILE_TEXTS.get(code, FILE_TEXTS["broken"]))
        self.file_code = code


@contextmanager
def legible() -> Iterator[None]:
    """What the engine cannot read, draw or finish becomes FileRefused."""
    try:
        yield
    except EngineError as error:
        raise FileRefused(error.code) from error


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


class TooManyDocuments(Refusal):
    """A request has at most 20 files."""

    status = 422
    text = _("En begäran kan ha högst 20 filer.")


class LastDocument(Refusal):
    """Something must be left to sign."""

    status = 422
    text = _("Minst ett dokument måste vara kvar att skriva under.")


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


class NotOpen(Refusal):
    """Completed or withdrawn: nothing more can be signed."""

    text = _("Det går inte längre att skriva under. Begäran är avslutad. Inget har skrivits under.")


class NoLongerAsked(NotOpen):
    """Somebody else has got the person's place."""

    text = _("Någon annan är tillfrågad i stället för dig. Inget har skrivits under.")


class NotYourTurn(Refusal):
    """Somebody else goes first."""

    text = _("Det är inte din tur än. Vi mejlar dig när det är dags.")


class WrongRole(Refusal):
    """The person is asked for something else."""

    text = _("Du är ombedd att göra något annat med dokumentet.")


class Busy(Exception):
    """The document waits for somebody at an external signing service; a job tries again."""


class SomebodyAway(Refusal):
    """Another person is away at an external signing service with the document."""

    text = _("Någon annan skriver under just nu. Vänta några minuter och försök igen.")


class NoStampNow(Refusal):
    """No time-stamp authority answers, and the organisation has chosen to wait for one."""

    status = 503
    text = _(
        "Det går inte att få någon tidsstämpel just nu. Inget har skrivits under. Försök igen om en stund."
    )


class DocumentMoved(Refusal):
    """The document got another revision while the person was away at a signing service."""

    text = _("Någon annan skrev under samtidigt. Din underskrift kom inte med. Försök igen.")


class UnknownAnswer(Refusal):
    """A signing service's answer to nothing that waits, or to what has been answered before."""

    status = 404
    text = _("Svaret hör inte till någon underskrift som väntar. Öppna dokumentet igen från Mina sidor.")


class AlreadySigned(Refusal):
    """The person has signed; once is enough."""

    text = _("Du har redan skrivit under.")


class RemindedRecently(Refusal):
    """One reminder a day is enough."""

    text = _("Personen fick en påminnelse i dag. Vänta till i morgon.")


class TooManyChecks(Refusal):
    """The public check is used too often from one place."""

    status = 429
    text = _("Du har kontrollerat många filer på kort tid. Vänta en minut och försök igen.")


class ReportTooOld(Refusal):
    """The answer that a report should be made of is older than an hour, or was never ours."""

    status = 410
    text = _("Svaret är för gammalt för att bli en rapport. Kontrollera filen igen.")


class NoSuchRevision(Refusal):
    """The file does not hold the version that was asked for, whole and intact."""

    status = 422
    text = _(
        "Den versionen går inte att ta fram. Den är inte orörd, eller finns inte i filen."
    )


class NoIssuer(Refusal):
    """The organisation has no issuing authority and the root's key is not here."""

    status = 503
    text = _("Kommunens certifikat för underskrifter saknas. Be driften att lägga upp det.")


class IssuerExpired(Refusal):
    """The organisation's issuing certificate is no longer valid."""

    status = 503
    text = _(
        "Kommunens certifikat för underskrifter har gått ut. Be driften att förnya det. "
        "Inget har gått förlorat."
    )


class KeysUnavailable(Refusal):
    """A private key cannot be used now: no free session, no token, no file."""

    status = 503
    text = _("Nyckeln för underskrifter går inte att nå just nu. Försök igen om en stund.")


class CertificateRefused(Refusal):
    """A certificate, list or root that cannot be taken in."""

    status = 422
    text = _("Filen kan inte tas emot.")


class MayNotForward(Refusal):
    """The sender has decided that the request stays with those who were asked."""

    text = _("Den som skickade begäran tillåter inte att den skickas vidare. Skriv en fråga i stället.")


class SamePerson(Refusal):
    """Nobody can take over from herself."""

    status = 422
    text = _("Det är samma person. Välj någon annan.")


class NotLater(Refusal):
    """The new last day gives no more time."""

    status = 422
    text = _("Välj en dag som är senare än den sista dagen nu.")


class NobodyToAnswer(Refusal):
    """A system sent the request; no person reads the thread."""

    text = _("Begäran kommer från ett datasystem. Kontakta kommunen om du har en fråga.")


class DaysOverlap(Refusal):
    """There is a stand-in for some of the days already."""

    text = _("Du har redan en ersättare under de dagarna. Ta bort den först.")


class TooManyAtOnce(Refusal):
    """BankID has room for only so much text in one signature."""

    status = 422
    text = _("Det blev för många på en gång. Välj färre, högst 100.")


class NothingChosen(Refusal):
    """Nothing is ticked."""

    status = 422
    text = _("Välj minst ett dokument att skriva under.")


class PeopleHaveLeft(Refusal):
    """Somebody on the list has left the organisation, and the address is the one from work."""

    status = 422

    def __init__(self, names: Iterable[str]) -> None:
        text = _("{names} har slutat. Byt ut eller ta bort personen innan du skickar.")
        super().__init__(text.format(names=", ".join(names)))


class OutsidePage(Refusal):
    """The visible box does not lie on a page of the document."""

    status = 422
    text = _("Rutan måste ligga på en sida i dokumentet. Ändra sidan eller måtten.")


class NotATemplate(Refusal):
    """What was chosen to copy cannot be copied so."""

    text = _("Det går inte att göra en mall av det här.")


class ListRefused(Refusal):
    """The list of people cannot be read at all; the text says why."""

    status = 422


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
