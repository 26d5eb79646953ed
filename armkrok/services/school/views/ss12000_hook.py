"""Where a source says that something has changed (SS 12000:2020, subscriptions)."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.school.actions import subscribing


@csrf_exempt
@require_POST
@permission("public", service="school")
def told(request: ActorRequest, hook_secret: str) -> HttpResponse:
    """The same answer whatever is sent: the body is not read. An address that is nobody's is not found.

    No cookie is looked at, so that another site's form can do no more than anybody who knows the address.
    """
    subscribing.told(hook_secret)
    return HttpResponse(status=204)
