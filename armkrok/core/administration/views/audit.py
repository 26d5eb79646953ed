"""The log: what has been done, by whom, and that nobody has touched it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.audit_log import page_before, people_in, told
from armkrok.core.administration.forms.log import AuditForm
from armkrok.core.audit.verification import Verification, verify
from armkrok.core.reading.log import read


@permission("administration.audit")
def audit(request: ActorRequest) -> HttpResponse:
    """The newest rows, or those before a row."""
    return _page(request)


@require_POST
@permission("administration.audit")
def check(request: ActorRequest) -> HttpResponse:
    """Walk the whole chain and say how it went."""
    return _page(request, verify())


def _page(request: ActorRequest, verification: Verification | None = None) -> HttpResponse:
    form = AuditForm(request.GET if request.method == "GET" and request.GET else None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_before(_sequence(request.GET.get("fore", "")), **_filters(wanted))
    read(request.actor, people_in(page.rows), "administration.audit")
    context = {
        "form": form,
        "rows": told(page.rows),
        "chain": _chain(verification) if verification else None,
        "next_url": _address(request, page.next_before) if page.next_before else "",
        "previous_url": _address(request, None) if request.GET.get("fore") else "",
        "page_text": "",
    }
    return render(request, "administration/audit.html", context)


def _chain(verification: Verification) -> dict[str, Any]:
    whole = ngettext(
        "Loggen är hel. Den enda raden är orörd.",
        "Loggen är hel. Alla %(n)s rader är orörda och i rätt ordning.",
        verification.rows,
    )
    broken = _("Loggen är inte hel. Någon har ändrat eller tagit bort rader.")
    return verification.told(whole % {"n": verification.rows}, broken)


def _filters(wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": wanted.get("event") or "",
        "person": wanted.get("person") or "",
        "day": wanted.get("day"),
    }


def _sequence(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _address(request: ActorRequest, before: int | None) -> str:
    query = request.GET.copy()
    query.pop("fore", None)
    if before:
        query["fore"] = str(before)
    return f"?{query.urlencode()}"
