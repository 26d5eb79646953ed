"""Where the visible boxes lie, on a picture of the page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, drafts, queries
from armkrok.services.signing.actions import placing
from armkrok.services.signing.engine.box import HEIGHT, WIDTH
from armkrok.services.signing.forms import BoxForm
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest
from armkrok.services.signing.views.drafting import SEND, number, town

POINTS = 72 / 25.4
"""Points in a millimetre."""
MARGIN, GAP = 20.0, 4.0
Row = tuple[Party, BoxForm]


@permission(SEND)
def boxes(request: ActorRequest, request_id: UUID, place: int) -> HttpResponse:
    """Put the signers' boxes on a document's pages, or leave them on the signature page."""
    draft = access.draft(request.actor, request_id)
    document = access.document(request.actor, request_id, place)
    if not document.is_to_sign:
        raise NotFound
    page = min(max(1, number(request.GET.get("sida", "1"))), document.pages)
    signers = [one for one in queries.people_of(draft) if one.role == Party.Role.SIGNER]
    rows = _rows(request, document, signers)
    problem = ""
    if request.method == "POST" and all(form.is_valid() for _one, form in rows):
        deed, _colon, whose = request.POST.get("deed", "").partition(":")
        try:
            _save(draft, document, rows)
            if deed in {"put", "away"}:
                _one_box(draft, document, page, deed, whose, signers)
                here = reverse("signing:boxes", args=[town(request).slug, draft.pk, place])
                return redirect(f"{here}?sida={page}")
            return redirect("signing:confirm", town(request).slug, draft.pk)
        except Refusal as refusal:
            problem = str(refusal.text)
    context = _context(request, draft, document, page, rows) | {"problem": problem}
    bad = problem or any(form.errors for _one, form in rows)
    return render(request, "signing/new_boxes.html", context, status=422 if bad else 200)


def _rows(request: ActorRequest, document: Document, signers: list[Party]) -> list[Row]:
    known = {one.party_id: _measures(document, one) for one in drafts.placed(document)}
    return [
        (one, BoxForm(request.POST or None, prefix=f"b{one.position}", initial=known.get(one.pk)))
        for one in signers
    ]


def _measures(document: Document, box: Placement) -> dict[str, Any]:
    """From points to millimetres from the upper left corner."""
    _wide, tall = placing.size_of(document, box.page)
    top = max(0.0, tall - box.y - HEIGHT)
    return {"page": box.page, "left": round(box.x / POINTS, 1), "top": round(top / POINTS, 1)}


def _save(draft: SigningRequest, document: Document, rows: list[Row]) -> None:
    """What has changed."""
    for party, form in rows:
        given = form.cleaned_data
        if not form.has_changed():
            continue
        if not given["page"]:
            placing.take_box_away(draft, document, party.pk)
            continue
        _wide, tall = placing.size_of(document, given["page"])
        y = tall - given["top"] * POINTS - HEIGHT
        placing.place_box(draft, document, party.pk, given["page"], given["left"] * POINTS, y)


def _one_box(
    draft: SigningRequest, document: Document, page: int, deed: str, whose: str, signers: list[Party]
) -> None:
    """Put one person's box low on this page, beside those that are there, or take it away."""
    party = next((one for one in signers if one.pk.hex == whose), None)
    if party is None:
        return
    if deed == "away":
        placing.take_box_away(draft, document, party.pk)
        return
    others = [one for one in drafts.placed(document) if one.page == page and one.party_id != party.pk]
    wide, tall = placing.size_of(document, page)
    x, y = _free_spot(wide, tall, [(one.x, one.y) for one in others])
    placing.place_box(draft, document, party.pk, page, x, y)


def _free_spot(wide: float, tall: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The first spot from below, left to right, where no box lies; the corner when the page is full."""
    least = min(MARGIN, max(0.0, (wide - WIDTH) / 2), max(0.0, (tall - HEIGHT) / 2))
    y = least
    while y + HEIGHT <= tall - least:
        x = least
        while x + WIDTH <= wide - least + 0.01:
            if not any(abs(x - one) < WIDTH and abs(y - other) < HEIGHT for one, other in taken):
                return x, y
            x += WIDTH + GAP
        y += HEIGHT + GAP
    return least, least


def _context(
    request: ActorRequest, draft: SigningRequest, document: Document, page: int, rows: list[Row]
) -> dict[str, Any]:
    wide, tall = placing.size_of(document, page)
    slug = town(request).slug
    to_sign = [one for one in queries.documents_of(draft) if one.is_to_sign]
    return {
        "draft_id": draft.pk,
        "document": document,
        "documents": to_sign if len(to_sign) > 1 else [],
        "page": page,
        "previous": page - 1,
        "following": page + 1 if page < document.pages else 0,
        "image_url": reverse("signing:page-image", args=[slug, draft.pk, document.position, page]),
        "wide": f"{wide:.2f}",
        "tall": f"{tall:.2f}",
        "box_wide": f"{WIDTH:g}",
        "box_tall": f"{HEIGHT:g}",
        "points": f"{POINTS:.6f}",
        "rows": [_row(party, form, page) for party, form in rows],
        "forms": [form for _one, form in rows],
        "elsewhere": _("Underskrifterna läggs till utan sida, för filen är redan underskriven.")
        if document.as_is
        else _("Den som inte har någon ruta här skriver under på underskriftssidan, sist i dokumentet."),
    }


def _row(party: Party, form: BoxForm, page: int) -> dict[str, Any]:
    chosen = number(str(form["page"].value() or ""))
    left, top = _measure(form["left"].value()), _measure(form["top"].value())
    return {
        "hex": party.pk.hex,
        "name": party.name,
        "initials": "".join(part[0] for part in party.name.split()[:2]).upper(),
        "form": form,
        "prefix": form.prefix,
        "page": chosen,
        "is_here": chosen == page,
        "x": f"{left * POINTS:.2f}",
        "y": f"{top * POINTS:.2f}",
    }


def _measure(value: Any) -> float:
    try:
        return float(str(value or 0).replace(",", "."))
    except ValueError:
        return 0.0
