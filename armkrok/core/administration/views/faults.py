"""Where anybody can say that something does not work."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.actions.faults import Fault, report_fault
from armkrok.core.administration.forms.log import FaultForm
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.tenants.models import Organisation


@permission("public")
def report(request: ActorRequest) -> HttpResponse:
    """A form that needs no log-in, and other ways to reach us."""
    form = FaultForm(request.POST or None, initial={"page": _came_from(request)})
    deed = lambda: report_fault(Fault(**form.cleaned_data), by=request.actor)  # noqa: E731
    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Tack. Rapporten är skickad till dem som sköter Armkrok."))
        return redirect("report-fault")
    operator = Organisation.objects.filter(is_operator=True).first()
    context = {"form": form, "operator": operator}
    return render(request, "administration/report_fault.html", context, status=status(form))


def _came_from(request: ActorRequest) -> str:
    """The page of ours that the person comes from, without what she may have searched for."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.get_host() else ""
