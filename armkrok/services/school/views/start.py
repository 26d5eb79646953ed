"""The service's own address: to the first place that the person may use."""

from django.http import HttpResponse, HttpResponseRedirect

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.school.models import SupplierContact
from armkrok.services.school.views.leading import at


@permission("person", service="school")
def start(request: ActorRequest) -> HttpResponse:
    """On to work, as a supplier's contact to its orders, else to one's own and one's children's data."""
    service = registry.find("school")
    places = service.places if service else ()
    first = next((one for one in places if one.permission in request.actor.permissions), None)
    if first:
        return HttpResponseRedirect(at(request, first.url_name.partition(":")[2]))
    is_contact = SupplierContact.objects.filter(person_id=request.actor.person_id, until=None).exists()
    return HttpResponseRedirect(at(request, "supplier-orders" if is_contact else "mine"))
