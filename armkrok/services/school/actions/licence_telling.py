"""Who is told of licences: the orderer, when seats are lacking, and those who can renew, before the end."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.actions.order_telling import KEY, quietly
from armkrok.services.school.models import Licence, SchoolUnit


@quietly
def tell_short(licence: Licence) -> None:
    """The one who ordered sees how many in the groups have no seat, until all have one."""
    if not licence.short:
        tasks.done(licence.pk)
        return
    text = ngettext(
        "{count} i klasserna har ingen licens. Ge dem en ledig, eller beställ fler.",
        "{count} i klasserna har ingen licens. Ge dem lediga, eller beställ fler.",
        licence.short,
    )
    title = _("Licenserna räcker inte till {name}").format(name=licence.title.name)
    tasks.ask(
        licence.line.order.orderer_id, service_key=KEY, about_id=licence.pk, title=title[:300],
        text=text.format(count=licence.short), button=_("Se licenserna"), due=None,
        url=reverse("school:licence", args=[current_organisation().slug, licence.pk]),
    )  # fmt: skip


@quietly
def tell_expiry(unit: SchoolUnit, count: int, first: date, people: list[UUID]) -> None:
    """Those who can renew a school's licences see that some end, and when the first does."""
    title = ngettext("{count} licens tar snart slut", "{count} licenser tar snart slut", count)
    url = reverse("school:licences", args=[current_organisation().slug])
    for person_id in people:
        tasks.ask(
            person_id, service_key=KEY, about_id=unit.pk, title=title.format(count=count), due=first,
            text=_("{school}. Inget förlängs av sig självt.").format(school=unit.name),
            button=_("Se vilka"), url=f"{url}?visa=tar-slut",
        )  # fmt: skip
