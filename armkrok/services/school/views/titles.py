"""Titles as the school administrator keeps them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import slug, status, tried
from armkrok.services.school.access import catalogue as access
from armkrok.services.school.actions import catalogue as actions
from armkrok.services.school.forms.titles import START, TitleForm, initial_of
from armkrok.services.school.models import Title
from armkrok.services.school.views.catalogue import back
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Add a title by hand."""
    return _edited(request, Title(), TitleForm(request.POST or None, initial=START))


@permission(MANAGE)
def change(request: ActorRequest, title_id: UUID) -> HttpResponse:
    """Change a title. What is ordered already keeps its price."""
    row = access.title_for(request.actor, title_id)
    return _edited(request, row, TitleForm(request.POST or None, initial=initial_of(row)))


@require_POST
@permission(MANAGE)
def withdraw(request: ActorRequest, title_id: UUID) -> HttpResponse:
    """Let a title be ordered no more."""
    row = access.title_for(request.actor, title_id)
    actions.withdraw(row, by=request.actor)
    messages.success(request, _("{name} går inte längre att beställa.").format(name=row.name))
    return HttpResponseRedirect(_address(request, row))


@require_POST
@permission(MANAGE)
def offer_again(request: ActorRequest, title_id: UUID) -> HttpResponse:
    """Let it be ordered again."""
    row = access.title_for(request.actor, title_id)
    actions.offer_again(row, by=request.actor)
    messages.success(request, _("{name} går att beställa igen.").format(name=row.name))
    return HttpResponseRedirect(_address(request, row))


@permission(MANAGE)
def withdrawn(request: ActorRequest) -> HttpResponse:
    """Titles that can no longer be ordered."""
    rows = Title.objects.filter(is_offered=False).select_related("supplier").order_by("sort_key", "pk")
    page = page_of(request, rows)
    context = {"rows": page.rows, "slug": slug(request), **back(request), **page.context}
    return render(request, "school/titles_withdrawn.html", context)


def _edited(request: ActorRequest, row: Title, form: TitleForm) -> HttpResponse:
    is_new = row._state.adding
    if request.method == "POST" and tried(
        form, lambda: actions.save_title(row, form.facts(), by=request.actor)
    ):
        messages.success(request, _("{name} är sparat.").format(name=row.name))
        return HttpResponseRedirect(_address(request, row))
    way_back = back(request) if is_new else {"back_url": _address(request, row), "back_text": row.name}
    heading = _("Nytt läromedel") if is_new else _("Ändra läromedlet")
    context = {"form": form, "heading": heading, **way_back}
    return render(request, "school/title_form.html", context, status=status(form))


def _address(request: ActorRequest, row: Title) -> str:
    return at(request, "title", title_id=row.pk)
