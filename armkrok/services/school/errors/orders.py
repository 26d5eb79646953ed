"""What orders, approvals, budgets and rights to buy can refuse."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class MoveNotAllowed(Refusal):
    """The order is not where this deed can be done."""

    text = _("Beställningen har redan gått vidare. Ladda om sidan för att se var den är.")


class NotADraft(Refusal):
    """What has been submitted is not changed any more."""

    text = _("Beställningen är redan skickad och går inte att ändra. Avbeställ den och börja om.")


class NotOffered(Refusal):
    """The title has left the catalogue."""

    text = _("Läromedlet går inte längre att beställa. Ta bort det ur beställningen.")


class NoSchool(Refusal):
    """The orderer has no school to order for."""

    text = _("Du är inte knuten till någon skola i elevregistret. Be skoladministratören om en köprätt.")


class SeveralSchools(Refusal):
    """An order is for one school and its budget."""

    text = _("En beställning gäller en skola i taget. Välj klasser från samma skola.")


class NothingToBuy(Refusal):
    """Nobody in the groups needs the title, or no group is chosen."""

    text = _(
        "Det finns inget att köpa. Välj klasser där någon saknar licens. "
        "Räcker de som finns kan rektorn låta fler klasser använda dem, under Licenser."
    )


class PeriodOver(Refusal):
    """The licence's fixed period ends before the day when the pupils need it."""

    text = _(
        "Licensen gäller en bestämd tid, som är slut när eleverna behöver läromedlet. "
        "Välj en tidigare dag, eller fråga skoladministratören."
    )


class TooEarlyForFewer(Refusal):
    """The supplier takes fewer licences only when the old ones have ended."""

    text = _("Leverantören tar färre licenser först när de gamla har gått ut. Välj en senare dag.")


class SumHasChanged(Refusal):
    """A price or a number of pupils is another than the one on the page that was answered."""

    text = _("Summan har ändrats sedan du läste den. Läs igenom beställningen igen innan du skickar.")


class NoRight(Refusal):
    """No right to buy covers the order."""

    status = 403
    text = _("Du har ingen köprätt som räcker till den här beställningen. Fråga skoladministratören.")


class OwnOrder(Refusal):
    """Nobody decides on an own order, or on one by the person whose right she uses (four eyes)."""

    status = 403
    text = _(
        "Du kan inte besluta om din egen beställning, och inte med en rätt som beställaren lånat ut till dig."
    )


class OverLimit(Refusal):
    """The order is dearer than the right allows."""

    status = 403
    text = _("Beställningen är större än du får godkänna. Den går vidare till någon med högre gräns.")


class OverBudget(Refusal):
    """The order does not fit the budget, and the right does not reach beyond it."""

    status = 403
    text = _("Köpet ryms inte i budgeten. Det går vidare till den som får godkänna utöver budget.")


class ReasonNeeded(Refusal):
    """A rejection, cancellation or return says why."""

    status = 422
    text = _("Skriv varför")


class TooMany(Refusal):
    """More was said to be delivered than was ordered."""

    text = _("Det är fler än vad som är beställt och återstår att leverera.")


class NotCommitted(Refusal):
    """An invoice comes after an approval."""

    text = _("Fakturan går att föra in när beställningen är godkänd.")


class BudgetTaken(Refusal):
    """The school already has a budget by that name for the year."""

    text = _("Skolan har redan en budget med det namnet för året.")


class NotDelegable(Refusal):
    """One lends out an own right to somebody else who works here, not one that is itself lent."""

    text = _("Det gick inte att låna ut rätten. Välj en kollega, och en egen rätt som gäller.")


class NobodyCalled(Refusal):
    """The name or address is nobody's here, or more than one person's."""

    status = 422
    text = _("Ingen, eller mer än en, heter så här. Skriv personens hela e-postadress.")
