"""Who is let in at a supplier is told of it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.notifications import mail
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.actions.order_telling import quietly
from armkrok.services.school.models import Supplier


@quietly
def tell_contact(supplier: Supplier, email: str) -> None:
    """A letter with the address of her page, and what she can do there; it names no person."""
    place = current_organisation()
    lines = [
        _("Hej!"),
        _("{place} har lagt till dig som kontakt för {supplier}.").format(
            place=place.name, supplier=supplier.name
        ),
        _(
            "På din sida ser du beställningarna till er och vilka uppgifter om elever ni får för varje. "
            "Där kan du bekräfta en beställning, anteckna vad ni har levererat eller avböja."
        ),
        _("Logga in med e-legitimation:"),
        settings.BASE_URL + reverse("school:supplier-orders", args=[place.slug]),
        _("Är du inte rätt person? Säg till {place}.").format(place=place.name),
    ]
    mail.send(email, _("Beställningar från {place}").format(place=place.name), "\n\n".join(lines))
