"""What happens in Elever och läromedel, by area."""

from armkrok.services.school.events import (
    catalogue,
    licences,
    orders,
    protecting,
    roster,
    sending,
    subscribing,
    suppliers,
)

EVENTS = (
    *roster.EVENTS,
    *subscribing.EVENTS,
    *suppliers.EVENTS,
    *sending.EVENTS,
    *protecting.EVENTS,
    *catalogue.EVENTS,
    *orders.EVENTS,
    *licences.EVENTS,
)
