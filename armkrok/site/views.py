"""Pages that belong to no service."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid.views import safe_next
from armkrok.core.tenants.models import Organisation


@permission("public")
def start(request: ActorRequest) -> HttpResponse:
    """The front page, outside every town; `kommun` finds a town by name."""
    wanted = request.GET.get("kommun", "").strip()
    towns = Organisation.objects.filter(is_operator=False).order_by("name")
    if wanted and (town := towns.filter(name__istartswith=wanted).first()):
        return redirect("town", organisation=town.slug)
    context = {
        "towns": [{"name": t.name, "url": reverse("town", args=[t.slug])} for t in towns[:40]],
        "services": [
            {"name": s.name, "text": s.explanation} for s in registry.services() if not s.always_open
        ],
        "town_query": wanted,
        "town_problem": _("Ingen kommun här heter så. Kontrollera stavningen.") if wanted else "",
    }
    return render(request, "ui/start.html", context)


@permission("public")
def town(request: ActorRequest) -> HttpResponse:
    """A town's own front page: the services that are open there."""
    is_open = request.actor.open_services.__contains__
    services = [s for s in registry.services() if not s.always_open and is_open(s.key)]
    context = {"services": [{"name": s.name, "text": s.explanation} for s in services]}
    return render(request, "ui/town.html", context)


@permission("public")
def information(request: ActorRequest, page: str) -> HttpResponse:
    """A page of plain information."""
    return render(request, f"ui/information/{page}.html")


@require_POST
@permission("public")
def set_language(request: ActorRequest) -> HttpResponse:
    """Swedish or English, remembered for a year."""
    language = request.POST.get("language", "")
    response = redirect(safe_next(request, request.POST.get("next", "")) or "start")
    if check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True,
            secure=settings.SECURE_COOKIES, path="/",
        )  # fmt: skip
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """404, in JSON for machines."""
    if request.path.startswith("/api/"):
        return HttpResponse(
            '{"title":"Not found","status":404}', status=404, content_type="application/problem+json"
        )
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs nothing to work."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form was not sent from our own page, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
