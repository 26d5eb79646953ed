"""Which ways there are to show who one is, in which organisation, and how each is doing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.eid.models import EidOrder, Outage, Provider
from armkrok.core.policies.models import BANKID as BANKID
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.models import Organisation
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.kit.swedish_order import SwedishOrder


class WayGone(Refusal):
    """The way is not offered here, or no longer."""

    status = 404
    text = gettext_lazy("Det sättet finns inte längre. Välj ett annat.")


@dataclass(frozen=True)
class Way:
    """One way. `key` is "bankid" or the provider's id; `down_since` when it does not answer."""

    key: str
    name: str
    text: str
    provider: Provider | None = None
    down_since: datetime | None = None


def operator() -> Organisation:
    """Who runs the platform; its providers are everybody's."""
    return Organisation.objects.get(is_operator=True)


def ways(place: Organisation | None, purpose: EidOrder.Purpose) -> list[Way]:
    """BankID, what the operator offers everywhere, and the organisation's own; each with its state.

    Without those that the organisation has closed; BankID stays when nothing else is left.
    """
    down = dict(Outage.objects.values_list("key", "since"))
    bankid = Way(BANKID, "BankID", _("På den här enheten eller med mobilen"), down_since=down.get(BANKID))
    found = [bankid, *(_way(row, down) for row in _offered(place, purpose))]
    if place is None:
        return found
    policy = policy_of(place.pk)
    return [way for way in found if not policy.is_closed(way.key)] or [bankid]


def _offered(place: Organisation | None, purpose: EidOrder.Purpose) -> list[Provider]:
    """Shared providers first, then the organisation's own, each in its own order.

    Only shared ones sign: else whoever runs an organisation's log-in could sign as anybody it has asked.
    """
    shared = models.Q(organisation__is_operator=True)
    if purpose == EidOrder.Purpose.SIGN:
        wanted = shared & models.Q(for_signing=True)
    else:
        wanted = (shared | models.Q(organisation=place)) & models.Q(for_login=True)
    rows = Provider.offered.filter(wanted).select_related("organisation")
    return list(rows.order_by("-organisation__is_operator", "position", "name"))


def signing_providers(place: Organisation | None) -> list[Provider]:
    """By whom one may sign here, besides BankID."""
    found = _offered(place, EidOrder.Purpose.SIGN)
    if not found or place is None:
        return found
    policy = policy_of(place.pk)
    return [one for one in found if not policy.is_closed(str(one.pk))]


def with_own_ways() -> list[Organisation]:
    """Organisations whose people may log in by a provider of their own, in Swedish order."""
    rows = Provider.offered.filter(for_login=True, organisation__is_operator=False)
    found = Organisation.objects.filter(pk__in=rows.values("organisation_id"))
    return list(found.order_by(SwedishOrder("name")))


def _way(row: Provider, down: dict[str, datetime]) -> Way:
    return Way(str(row.pk), row.name, row.text, row, down.get(str(row.pk)))


def provider_for(key: str, place: Organisation | None, purpose: EidOrder.Purpose) -> Provider | None:
    """The provider with this key among those offered here, or None for BankID; raises WayGone."""
    if key == BANKID:
        return None
    chosen = next((way.provider for way in ways(place, purpose) if way.key == key), None)
    if chosen is None:
        raise WayGone
    return chosen


def provider_of(order: EidOrder) -> Provider:
    """The provider that an order was begun with, if it is still open; raises WayGone."""
    row = None
    if order.provider_id:
        row = Provider.offered.filter(pk=order.provider_id).select_related("organisation").first()
    if row is None:
        raise WayGone
    return row


def failed(key: str) -> None:
    """Note that the provider does not answer, so that the next person is told."""
    Outage.objects.get_or_create(key=key, defaults={"since": now()})


def answered(key: str) -> None:
    """It answers again. It nearly always did, and asking is cheaper than deleting nothing."""
    noted = Outage.objects.filter(key=key)
    if noted.exists():
        noted.delete()
