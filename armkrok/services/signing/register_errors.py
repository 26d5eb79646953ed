"""What the register of types and the minutes can refuse, each with a sentence for the person."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class TypeForbids(Refusal):
    """The register of document types stops the request; the text is all the stops."""

    status = 422

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__(" ".join(reasons))


class BadTypeValues(Refusal):
    """The values do not make a document type; `field` names the one at fault."""

    status = 422
    text = _("Något i dokumenttypen stämmer inte. Se över det markerade fältet.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class NothingChanged(Refusal):
    """The new version says what the old one says."""

    status = 422
    text = _("Inget är ändrat.")


class TooEarly(Refusal):
    """A version cannot hold from a day that has passed."""

    status = 422
    text = _("Välj en dag från och med i dag. Det som redan är skickat ändras inte.")


class BodyTaken(Refusal):
    """Another body has the name."""

    text = _("Det finns redan ett organ som heter så.")


class NotAdjusted(Refusal):
    """Not everybody has signed the minutes."""

    text = _("Protokollet är inte justerat än. Alla ska ha skrivit under först.")


class NotAnnounced(Refusal):
    """There is nothing to take down."""

    text = _("Anslaget är inte uppsatt än. Skriv först in vilken dag det sattes upp.")


class NotMetYet(Refusal):
    """Minutes are of a meeting that has been."""

    status = 422
    text = _("Sammanträdet har inte varit än. Välj rätt dag.")


class WrongDay(Refusal):
    """A day before the adjustment, or one that has not come."""

    status = 422
    text = _("Välj en dag från justeringen och fram till i dag.")


class StillUp(Refusal):
    """The time for appeal is not over."""

    status = 422
    text = _("Anslaget ska sitta uppe tills tiden för överklagande har gått ut.")


class NotForPublication(Refusal):
    """The document is not finished, or is an attachment: there is nothing to make a copy of."""

    text = _("Kopian kan göras när alla har skrivit under.")


class NumbersLeft(Refusal):
    """A personal number could not be covered."""

    status = 422
    text = _("Ett personnummer i dokumentet gick inte att täcka över. Gör kopian för hand.")
