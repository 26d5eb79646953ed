"""Telling the administrators that a receiver does not answer."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.core.members.queries import holding
from armkrok.core.notifications import mail
from armkrok.core.notifications.tasks import ask, done
from armkrok.core.tenants.models import current_organisation
from armkrok.core.webhooks.models import Receiver

MANAGE = "webhooks.manage"


def tell_of_pause(receiver: Receiver) -> None:
    """A letter to each administrator, and a line under Mina."""
    url = reverse("webhooks:receiver", args=[current_organisation().slug, receiver.pk])
    for member in holding(MANAGE):
        with translation.override(member.person.language):
            title = _("Aviseringar till {name} är pausade").format(name=receiver.name)
            text = _("Systemet har inte svarat på tre dagar.")
            body = _(
                "Hej!\n\nArmkrok har i tre dagar försökt skicka aviseringar till {name}, men systemet svarar "
                "inte som det ska. Därför är de pausade. Inget är förlorat: meddelandena väntar i trettio "
                "dagar.\n\n"
                "Gör så här: rätta felet i systemet, öppna sidan och återuppta.\n{url}\n"
            ).format(name=receiver.name, url=settings.BASE_URL + url)
            mail.send(member.email, title, body)
            ask(
                member.person_id, service_key="webhooks", about_id=receiver.pk, title=title, text=text,
                button=_("Visa mottagaren"), url=url, due=None,
            )  # fmt: skip


def forget_pause(receiver: Receiver) -> None:
    """Nobody needs to do anything about it any more."""
    done(receiver.pk)
