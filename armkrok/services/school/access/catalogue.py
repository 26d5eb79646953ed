"""From an id to a title or to a list of titles, or nothing at all."""

from collections.abc import Collection
from uuid import UUID

from armkrok.core.access.actor import Actor
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.models import Title, TitleImport

MANAGE = "school.manage"


def title_for(actor: Actor, title_id: UUID) -> Title:
    """A title that is offered; those who manage the catalogue see the others too."""
    found = Title.objects.select_related("supplier", "receiver").filter(pk=title_id).first()
    if found is None or not (found.is_offered or MANAGE in actor.permissions):
        raise NotFound
    return found


def titles_for(actor: Actor, title_ids: Collection[UUID]) -> list[Title]:
    """Those of the titles that the actor may see, in the order asked for."""
    found = Title.objects.select_related("supplier", "receiver").filter(pk__in=title_ids)
    by_id = {one.pk: one for one in found if one.is_offered or MANAGE in actor.permissions}
    return [by_id[one] for one in title_ids if one in by_id]


def import_for(import_id: UUID) -> TitleImport:
    """A list of titles that somebody in the organisation has brought."""
    return existing(TitleImport.objects.filter(pk=import_id).first())
