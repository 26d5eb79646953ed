"""What happens with orders, budgets and rights to buy."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class OrderSubmitted(Event):
    """An order was sent to be decided on; its money is reserved."""

    text = _("Skickade en beställning för godkännande")


@dataclass(frozen=True)
class OrderApproved(Event):
    """An order was approved; its money is committed. `right_id` is the right that was used."""

    text = _("Godkände en beställning")
    right_id: UUID


@dataclass(frozen=True)
class OrderRejected(Event):
    """An order was turned down, with a reason; its money is free again."""

    text = _("Nekade en beställning")


@dataclass(frozen=True)
class OrderQuestioned(Event):
    """Somebody asked about an order, or answered."""

    text = _("Skrev en fråga eller ett svar om en beställning")


@dataclass(frozen=True)
class OrderTransmitted(Event):
    """An order has reached the supplier, by `how`."""

    text = _("Skickade en beställning till leverantören")
    how: str


@dataclass(frozen=True)
class OrderNotTransmitted(Event):
    """The supplier's system refused an order; it is not tried again by itself."""

    text = _("En beställning kom inte fram till leverantören")
    why: str


@dataclass(frozen=True)
class OrderConfirmed(Event):
    """The supplier has confirmed an order."""

    text = _("Antecknade att leverantören har bekräftat en beställning")


@dataclass(frozen=True)
class OrderDelivered(Event):
    """All of an order, or a part of it, has been delivered."""

    text = _("Antecknade en leverans")
    is_partial: bool


@dataclass(frozen=True)
class OrderShortened(Event):
    """The rest of an order will not come. `freed` in kronor without VAT."""

    text = _("Antecknade att resten av en beställning inte kommer")
    missing: int
    freed: str


@dataclass(frozen=True)
class OrderBegan(Event):
    """The first day of an order's licences has come."""

    text = _("En beställnings licenser började gälla")


@dataclass(frozen=True)
class OrderExpired(Event):
    """The last day of an order's licences has passed."""

    text = _("En beställnings licenser tog slut")


@dataclass(frozen=True)
class OrderCancelled(Event):
    """An order was called off, by us or by the supplier; its money is free again."""

    text = _("Avbeställde en beställning")


@dataclass(frozen=True)
class OrderReturned(Event):
    """What was delivered has been given back."""

    text = _("Återlämnade en beställning")


@dataclass(frozen=True)
class OrderInvoiced(Event):
    """An invoice was entered; the money is settled by it. `difference` in kronor, against the order."""

    text = _("Förde in en faktura")
    difference: str


@dataclass(frozen=True)
class ApproversReminded(Event):
    """Those who can decide were reminded of an order that waits."""

    text = _("Påminde om en beställning som väntar")
    people: int


@dataclass(frozen=True)
class BudgetSaved(Event):
    """A budget was made or changed; `amount` in kronor."""

    text = _("Sparade en budget")
    amount: str


@dataclass(frozen=True)
class BuyingRightGiven(Event):
    """Somebody may order or approve."""

    text = _("Gav en köprätt")
    person_id: UUID
    deed: str
    limit: str


@dataclass(frozen=True)
class BuyingRightLent(Event):
    """Somebody lent her right to approve to a stand-in, from a day to a day."""

    text = _("Lånade ut sin köprätt")
    person_id: UUID


@dataclass(frozen=True)
class BuyingRightEnded(Event):
    """A right to buy holds no longer."""

    text = _("Avslutade en köprätt")
    person_id: UUID


@dataclass(frozen=True)
class BuyerDescribed(Event):
    """What orders say of the buyer was changed: GLN, VAT number, whom to ask."""

    text = _("Ändrade köparens uppgifter på beställningar")


EVENTS: tuple[type[Event], ...] = (
    OrderSubmitted,
    OrderApproved,
    OrderRejected,
    OrderQuestioned,
    OrderTransmitted,
    OrderNotTransmitted,
    OrderConfirmed,
    OrderDelivered,
    OrderShortened,
    OrderBegan,
    OrderExpired,
    OrderCancelled,
    OrderReturned,
    OrderInvoiced,
    ApproversReminded,
    BudgetSaved,
    BuyingRightGiven,
    BuyingRightLent,
    BuyingRightEnded,
    BuyerDescribed,
)
