"""Telling the administrators that a receiver does not answer."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.access.decide import granted
from armkrok.core.access.models import RoleAssignment
from armkrok.core.members.models import Member
from armkrok.core.notifications import mail
from armkrok.core.notifications.tasks import ask, done
from armkrok.core.tenants.models import current_organisation
from armkrok.core.webhooks.models import Receiver
from armkrok.kit.days import today

MANAGE = "webhooks.manage"


def tell_of_pause(receiver: Receiver) -> None:
    """A letter to each administrator, and a line under Mina."""
    url = reverse("webhooks:receiver", args=[current_organisation().slug, receiver.pk])
    for member in _administrators():
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


def _administrators() -> list[Member]:
    roles = [key for key in registry.roles() if MANAGE in granted((key,))]
    held = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role__in=roles)
    people = held.values_list("person_id", flat=True)
    return list(Member.objects.select_related("person").filter(left_at=None, person_id__in=people))
