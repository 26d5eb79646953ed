"""What can be refused while a request runs."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class RemindedRecently(Refusal):
    """One reminder a day is enough."""

    text = _("Personen fick en påminnelse i dag. Vänta till i morgon.")


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
