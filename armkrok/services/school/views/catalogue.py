"""The catalogue: search and filter, a title, titles side by side."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import asked_number, links
from armkrok.core.administration.views.saving import slug
from armkrok.kit.ids import read_uuid
from armkrok.services.school.access import catalogue as access
from armkrok.services.school.forms.catalogue import FilterForm
from armkrok.services.school.queries.catalogue import SIZE, found
from armkrok.services.school.queries.offers import Offer, offers, terms, years_words
from armkrok.services.school.queries.ordering import basket
from armkrok.services.school.views.leading import at

ORDER, MANAGE = "school.order", "school.manage"
MOST_COMPARED = 4


@permission(ORDER)
def catalogue(request: ActorRequest) -> HttpResponse:
    """What may be ordered, twenty at a time; works by links and one form."""
    town = request.actor.organisation.name.removesuffix(" kommun") if request.actor.organisation else ""
    form = FilterForm(request.GET, town=town)
    form.is_valid()
    page = found(form.wanted(), asked_number(request))
    chosen = basket(request.actor)
    context: dict[str, Any] = {
        "form": form,
        "filters": [_filter(request.GET, *one) for one in form.chosen()],
        "total": page.total,
        "offers": offers(page.titles, chosen.title_ids),
        "basket": chosen,
        "is_manager": MANAGE in request.actor.permissions,
        "slug": slug(request),
        **links(request, page.number, page.total, SIZE),
    }
    return render(request, "school/catalogue.html", context)


@permission(ORDER)
def title(request: ActorRequest, title_id: UUID) -> HttpResponse:
    """Everything about one title, the licence's terms in plain words."""
    row = access.title_for(request.actor, title_id)
    chosen = basket(request.actor)
    (offer,) = offers([row], chosen.title_ids)
    context = {
        "offer": offer,
        "facts": facts(offer),
        "terms": terms(row),
        "basket": chosen,
        "is_manager": MANAGE in request.actor.permissions,
        "slug": slug(request),
        **back(request),
    }
    return render(request, "school/title.html", context)


@permission(ORDER)
def compare(request: ActorRequest) -> HttpResponse:
    """Two to four titles side by side; with fewer, a word on how to choose them."""
    rows = access.titles_for(request.actor, _ids(request.GET.getlist("titel")))
    found = offers(rows, basket(request.actor).title_ids)
    context = {
        "offers": found,
        "rows": _side_by_side(found),
        "slug": slug(request),
        **back(request),
    }
    return render(request, "school/titles_compare.html", context)


def back(request: ActorRequest) -> dict[str, str]:
    """The way back to the catalogue, from the pages below it."""
    return {"back_url": at(request, "catalogue"), "back_text": _("Läromedel")}


def facts(offer: Offer) -> list[tuple[str, str]]:
    """What is known of a title beside its price, each a word and a text."""
    one = offer.title
    rows = [
        (_("Förlag"), one.supplier.name),
        (_("Årskurs"), years_words(one)),
        (_("Ämne"), ", ".join(one.subject_names)),
        (_("Kurser"), ", ".join(one.courses)),
        (_("Form"), _("Digitalt") if one.is_digital else _("Tryckt")),
        (_("Passar den som behöver"), ", ".join(offer.needs)),
        (_("Upplaga"), one.edition),
        (_("Utgivningsår"), str(one.year or "")),
        (_("ISBN"), one.isbn),
        (_("Artikelnummer"), one.article),
    ]
    return [(word, text) for word, text in rows if text]


def _side_by_side(found: list[Offer]) -> list[tuple[str, list[str]]]:
    """Rows of the table: a word, and a text for each title."""
    columns = [dict([*facts(one), (_("Leverantören får"), one.data), *terms(one.title)]) for one in found]
    words = list(dict.fromkeys(word for column in columns for word in column))
    return [(word, [column.get(word, "–") for column in columns]) for word in words]


def _ids(texts: list[str]) -> list[UUID]:
    return list(dict.fromkeys(one for text in texts[:MOST_COMPARED] if (one := read_uuid(text))))


def _filter(asked: QueryDict, name: str, value: str, words: str) -> dict[str, str]:
    """A filter in use, and the address without it."""
    query = asked.copy()
    query.pop("sida", None)
    query.setlist(name, [one for one in query.getlist(name) if one != value and name not in PRICES])
    return {"words": words, "url": f"?{query.urlencode()}"}


PRICES = ("pris_fran", "pris_till")
