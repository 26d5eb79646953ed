"""What happens in Elever och läromedel, by area."""

from armkrok.services.school.events import (
    catalogue,
    licences,
    orders,
    protecting,
    roster,
    sending,
    suppliers,
)

EVENTS = (
    *roster.EVENTS,
    *suppliers.EVENTS,
    *sending.EVENTS,
    *protecting.EVENTS,
    *catalogue.EVENTS,
    *orders.EVENTS,
    *licences.EVENTS,
)
