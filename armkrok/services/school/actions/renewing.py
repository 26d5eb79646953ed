"""Drafts of orders for what somebody has decided to renew. They are submitted and approved as any other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import now, today
from armkrok.services.school.actions import ordering
from armkrok.services.school.actions.year_change import open_change
from armkrok.services.school.events import licences as events
from armkrok.services.school.models import Licence, Order, OrderLine, Proposal, YearChange
from armkrok.services.school.queries import year_change as queries
from armkrok.services.school.queries.licences import with_end
from armkrok.services.school.queries.seats import terms_of

Choice = Proposal.Choice
NO_REFERENCE = _("Leverantören kräver referensen till den gamla licensen. Skriv in den på licensen först.")
NOT_SOLD = _("Läromedlet säljs inte längre. Välj ett annat i katalogen, eller låt licensen ta slut.")
OTHER_EDITION = _("Licensen gäller en annan upplaga än den som säljs nu. Beställ den nya i katalogen.")
SEND_FIRST = _("Du har redan ett utkast till leverantören. Skicka det, och fortsätt sedan här.")


@dataclass
class Drafted:
    """What came of it: orders that are now drafts, and proposals that must wait, with the reason."""

    orders: list[Order] = field(default_factory=list)
    left: list[tuple[Proposal, str | Promise]] = field(default_factory=list)


@transaction.atomic
def draft(change: YearChange, *, by: Actor) -> Drafted:
    """Put every decided renewal that lies in no order yet in the actor's drafts, one for each supplier.

    Done twice, nothing is drafted twice. When all is decided and drafted the change has ended. Raises
    YearChangeEnded.
    """
    change, found = open_change(change), Drafted()
    for row in _decided(change):
        reason = why_not(row)
        order = None if reason else _draft_for(row, by)
        if order is None:
            found.left.append((row, reason or SEND_FIRST))
            continue
        _put_in(row, order, change, by)
        if order.pk not in {one.pk for one in found.orders}:
            found.orders.append(order)
    _end_if_done(change, by)
    return found


def _decided(change: YearChange) -> Sequence[Proposal]:
    """Renewals in no order, those that begin first first."""
    rows = Proposal.objects.filter(change=change, choice__in=[Choice.RENEW, Choice.RESIZE], order=None)
    rows = rows.select_related("licence__title__supplier", "licence__line__order", "change__unit")
    return sorted(rows, key=lambda one: (begins(one), one.licence.title.sort_key, str(one.pk)))


def begins(row: Proposal) -> date:
    """The first day of the renewal."""
    return terms_of(row.licence).renews_on(_over_on(row.licence), today())


def _over_on(licence: Licence) -> date | None:
    return queries.over_on(with_end(Licence.objects.filter(pk=licence.pk)).get())


def why_not(row: Proposal) -> Promise | None:
    """Why the renewal cannot be drafted; None when it can."""
    licence, terms = row.licence, terms_of(row.licence)
    if terms.needs_reference and not licence.reference:
        return NO_REFERENCE
    if not licence.title.is_offered:
        return NOT_SOLD
    if terms.edition != licence.title.edition:
        return OTHER_EDITION
    return None


def _draft_for(row: Proposal, by: Actor) -> Order | None:
    """The actor's draft that the renewal may lie in; None when another draft to the supplier is in the way.

    One order has one first day and one school, and one line of each title.
    """
    title, first = row.licence.title, begins(row)
    known = Order.objects.filter(
        supplier=title.supplier_id, orderer_id=by.person_id, state=Order.State.DRAFT
    ).first()
    if known is not None:
        is_ours = Proposal.objects.filter(change=row.change_id, order=known).exists()
        has_title = OrderLine.objects.filter(order=known, title=title).exists()
        return known if is_ours and not has_title and known.wanted_on == first else None
    order = ordering.start_order(title, by=by)
    unit = row.change.unit if row.change else None
    return ordering.describe_order(
        order, wanted_on=first, motive=str(_("Förlängning vid årsskiftet")), unit=unit,
        cost_centre=row.licence.line.order.cost_centre,
    )  # fmt: skip


def _put_in(row: Proposal, order: Order, change: YearChange, by: Actor) -> None:
    """A line with the decided number, the supplier's reference and next year's groups."""
    licence = row.licence
    ordering.start_order(licence.title, by=by)
    line = OrderLine.objects.get(order=order, title=licence.title)
    line.wanted, line.renewal_ref = row.seats, licence.reference
    line.save(update_fields=["wanted", "renewal_ref"])
    own = queries.groups_by_line([licence]).get(licence.line_id, set())
    need = queries.need_of(licence, own, queries.school_of(change.unit, change.year))
    if need.groups:
        ordering.pick_groups(order, {line.pk: [one.id for one in need.groups]}, by=by)
    Order.objects.filter(pk=order.pk).update(renews=licence.line.order)
    row.order = order
    row.save(update_fields=["order"])
    record(events.RenewalDrafted(order_id=order.pk), about=row, by=by)


def _end_if_done(change: YearChange, by: Actor) -> None:
    rows = Proposal.objects.filter(change=change)
    undecided = rows.filter(choice=Choice.UNDECIDED)
    undrafted = rows.filter(choice__in=[Choice.RENEW, Choice.RESIZE], order=None)
    if rows.exists() and not undecided.exists() and not undrafted.exists():
        change.ended_at = now()
        change.save(update_fields=["ended_at"])
        record(events.YearChangeEnded(), about=change, by=by)
