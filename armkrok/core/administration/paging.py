"""Lists that are too long for one page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

SIZE = 50
LONGEST = 5


@dataclass(frozen=True)
class ListPage:
    """One page of a list; `context` is what ui/parts/pages.html wants."""

    rows: list[Any]
    total: int
    context: dict[str, str]


def page_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]", *, size: int = SIZE) -> ListPage:
    """The page that `sida` asks for; the first when it asks for none that exists."""
    pages, number = Paginator(rows, size), asked_number(request)
    page = pages.page(number if number <= pages.num_pages else 1)
    return ListPage(list(page.object_list), pages.count, links(request, page.number, pages.count, size))


def asked_number(request: HttpRequest) -> int:
    """The number of the page that `sida` asks for, from 1 to 99 999; the first when it asks for none."""
    text = request.GET.get("sida", "")
    return max(1, int(text)) if text.isdecimal() and len(text) <= LONGEST else 1


def links(request: HttpRequest, number: int, total: int, size: int) -> dict[str, str]:
    """What ui/parts/pages.html wants of a page of a list with so many rows."""
    first, last = (number - 1) * size + 1, min(number * size, total)
    text = _("Visar {first}–{last} av {total}").format(first=first, last=last, total=total)
    return {
        "page_text": text if total > size else "",
        "next_url": _address(request, number + 1) if last < total else "",
        "previous_url": _address(request, number - 1) if number > 1 else "",
    }


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["sida"] = str(number)
    return f"?{query.urlencode()}"
