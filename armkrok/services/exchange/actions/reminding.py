"""The daily look at what ends soon: those who manage agreements are told, once for each term."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.decide import holders
from armkrok.core.events.recording import record
from armkrok.core.members.queries import holding
from armkrok.core.notifications.mail import send_many
from armkrok.core.notifications.models import Task
from armkrok.core.notifications.tasks import put_all
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import today
from armkrok.services.exchange.access import MANAGE
from armkrok.services.exchange.events import AgreementExpired, AgreementReminded
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries.standing import KEPT
from armkrok.ui.words import full_day

TERMS = (90, 30, 7)
"""Days before the last one when those who manage are told."""
OVER = 0
"""Stands in `reminded` for the day after the last."""


@transaction.atomic
def remind() -> int:
    """Tell of every agreement in the organisation in scope that ends soon, or has; how many were told of.

    Harmless to run again, and after days when nobody ran it: each term is told of once, the nearest only.
    """
    rows = Agreement.objects.select_for_update(of=("self",)).filter(state__in=KEPT, replaced_from=None)
    told = [one for one in rows.exclude(valid_to=None).order_by("valid_to", "pk") if _remind(one)]
    return len(told)


def _remind(agreement: Agreement) -> bool:
    """Note and tell the term that has come, if it has not been told."""
    if agreement.valid_to is None:
        return False
    left = (agreement.valid_to - today()).days
    come = [term for term in TERMS if left <= term] if left >= 0 else [*TERMS, OVER]
    if not come or min(come) in agreement.reminded:
        return False
    agreement.reminded = sorted({*agreement.reminded, *come})
    agreement.save(update_fields=["reminded"])
    if left < 0:
        record(AgreementExpired(agreement.receiver_id, agreement.pk), about=agreement)
    else:
        record(AgreementReminded(agreement.receiver_id, left), about=agreement)
    _tell(agreement, is_over=left < 0)
    return True


def _tell(agreement: Agreement, *, is_over: bool) -> None:
    """A task for each who manages, and a letter to those with an address."""
    place = current_organisation()
    url = reverse("exchange:agreement", kwargs={"organisation": place.slug, "agreement_id": agreement.pk})
    title, text = _words(agreement, is_over=is_over)
    put_all(
        [
            Task(
                person_id=one, service_key="exchange", about_id=agreement.pk, title=title[:300], text=text,
                button=_("Visa avtalet"), url=url, due=agreement.valid_to,
            )
            for one in sorted(holders(MANAGE))
        ]
    )  # fmt: skip
    send_many((address, title, _letter(title, text, place.name)) for address in _addresses())


def _words(agreement: Agreement, *, is_over: bool) -> tuple[str, str]:
    day = full_day(agreement.valid_to) if agreement.valid_to else ""
    name = agreement.receiver_name
    if is_over:
        title = _("Avtalet med {name} har gått ut").format(name=name)
        return title, _("Sista dagen var {day}. Mottagaren får inga uppgifter.").format(day=day)
    title = _("Avtalet med {name} tar slut {day}").format(name=name, day=day)
    return title, _("Utan en ny version får mottagaren inga uppgifter efter den dagen.")


def _addresses() -> list[str]:
    return sorted({one.email for one in holding(MANAGE)} - {""})


def _letter(title: str, text: str, place: str) -> str:
    lines = [title + ".", "", text, "", _("Du hittar avtalet under Mina sidor i Armkrok."), "", place]
    return "\n".join(lines)
