"""Lists that are too long for one page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

SIZE = 50


@dataclass(frozen=True)
class ListPage:
    """One page of a list; `context` is what ui/parts/pages.html wants."""

    rows: list[Any]
    total: int
    context: dict[str, str]


def page_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]", *, size: int = SIZE) -> ListPage:
    """The page that `sida` asks for; the first when it asks for none that exists."""
    pages = Paginator(rows, size)
    try:
        page = pages.page(max(1, int(request.GET.get("sida", "1"))))
    except (EmptyPage, ValueError):
        page = pages.page(1)
    total = pages.count
    context = {
        "page_text": "" if pages.num_pages == 1 else _between(page.start_index(), page.end_index(), total),
        "next_url": _address(request, page.number + 1) if page.has_next() else "",
        "previous_url": _address(request, page.number - 1) if page.has_previous() else "",
    }
    return ListPage(list(page.object_list), total, context)


def _between(first: int, last: int, total: int) -> str:
    return _("Visar {first}–{last} av {total}").format(first=first, last=last, total=total)


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["sida"] = str(number)
    return f"?{query.urlencode()}"
