"""Having a source tell us of changes, or not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.access import sources as access
from armkrok.services.school.actions import subscribing

MANAGE = "school.sources"


@require_POST
@permission(MANAGE)
def subscribe(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """Ask the source for it; whether it will is seen on its page."""
    source = access.source_for(source_id)
    subscribing.subscribe(source, by=request.actor)
    messages.success(request, _("Vi ber källan säga till vid ändringar. Det tar någon minut."))
    return redirect("school:source", current_organisation().slug, source.pk)


@require_POST
@permission(MANAGE)
def unsubscribe(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """Listen no more."""
    source = access.source_for(source_id)
    subscribing.end(source, by=request.actor)
    messages.success(request, _("Källan läses nu bara på sina tider."))
    return redirect("school:source", current_organisation().slug, source.pk)
