"""Why a run ends before it is done, in plain words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.services.school.egil.answers import Why
from armkrok.services.school.models import Receiver, SendRun
from armkrok.services.school.queries.giving import KINDS
from armkrok.services.school.sending.connecting import sentence
from armkrok.services.school.sending.planning import Exceeded
from armkrok.services.school.sending.wire import BUSY


class Ended(Exception):
    """The run ends here, in this state; nothing more is sent."""

    def __init__(self, state: SendRun.State, why: str) -> None:
        super().__init__(state.value)
        self.state, self.why = state, why


class Busy(Exception):
    """Another run towards the receiver is under way; try again later."""


class TurnLost(Exception):
    """The database no longer holds our turn: another run may have begun."""


def aborted(why: str) -> Ended:
    """The run is broken off."""
    return Ended(SendRun.State.ABORTED, why)


def no_agreement() -> Ended:
    """Nothing may be given."""
    return aborted(_("Inget skickas: det finns inget gällande avtal med mottagaren, se Informationsutbyte."))


def agreement_changed() -> Ended:
    """What the run was planned by no longer holds."""
    return aborted(_("Avtalet ändrades under körningen. Kör igen, så gäller de nya villkoren för allt."))


def closed() -> Ended:
    """The receiver is switched off."""
    return aborted(_("Mottagaren är avstängd, och inget skickas."))


def unreachable(why: str) -> Ended:
    """The receiver could not be spoken to; `why` is a Why, or what Wire says of itself."""
    if why in set(Why):
        told = str(sentence(Why(why)))
    elif why == BUSY:
        told = _("Mottagaren bad oss vänta, gång på gång.")
    else:
        told = _("Ett fel hos oss avbröt sändningen.")
    return aborted(f"{told} {_('Det som återstår skickas vid nästa körning.')}")


def over_the_limits(found: Sequence[Exceeded], receiver: Receiver) -> Ended:
    """More would change than the receiver's limits let pass without a person."""
    parts = [
        _("%(kind)s: %(create)d nya och %(delete)d borttagna av %(before)d")
        % {
            "kind": KINDS[one.kind.label],
            "create": one.create,
            "delete": one.delete,
            "before": one.before,
        }
        for one in found
    ]
    limit = ngettext(
        "Gränsen är %(count)d av ett slag, eller %(share)d procent.",
        "Gränsen är %(count)d av ett slag, eller %(share)d procent.",
        receiver.limit_count,
    ) % {"count": receiver.limit_count, "share": receiver.limit_percent}
    why = _("Inget har skickats, eftersom ovanligt mycket skulle ändras.") + " " + limit
    return Ended(SendRun.State.STOPPED, f"{why} {'; '.join(parts)}."[:300])


def bad_rule(where: str) -> Ended:
    """The receiver's rules cannot be read."""
    return aborted(_("Mottagarens urval går inte att läsa: %(where)s") % {"where": where})


def slow_rule(pattern: str) -> Ended:
    """A regular expression of the rules takes far too long."""
    told = _("Ett reguljärt uttryck i mottagarens urval tar för lång tid. Skriv det enklare: %(pattern)s")
    return aborted(told % {"pattern": pattern})


def not_chosen() -> Ended:
    """The one object that was asked for is not among those that the receiver is to have."""
    return aborted(_("Objektet är inte med i mottagarens urval, så inget skickades."))


def everything_gone() -> str:
    """The proof that nothing is left at a receiver."""
    return _("Mottagaren har svarat att allt är borttaget.")
