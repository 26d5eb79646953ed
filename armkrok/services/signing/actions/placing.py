"""Where the visible boxes lie; who has none of her own has it on the signature page."""

from uuid import UUID

from django.db import transaction

from armkrok.core.documents import files
from armkrok.services.signing.actions.uploading import SIZES_SECONDS, locked_draft
from armkrok.services.signing.engine import bounded, bounded_inspect_signed
from armkrok.services.signing.engine.box import HEIGHT, WIDTH
from armkrok.services.signing.engine.sizes import page_sizes
from armkrok.services.signing.errors import FileRefused, OutsidePage, legible
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest

SLACK = 1.0
Size = tuple[float, float]


def size_of(document: Document, page: int) -> Size:
    """Width and height in points of a page (from 1) as it is shown. Raises OutsidePage."""
    if not 1 <= page <= document.pages:
        raise OutsidePage
    sizes = document.page_sizes
    if page > len(sizes):
        with files.on_disk(document.original) as path, legible():
            sizes = bounded(SIZES_SECONDS, page_sizes, path, page)
    wide, tall = sizes[page - 1]
    return float(wide), float(tall)


@transaction.atomic
def place_box(
    request: SigningRequest, document: Document, party_id: UUID, page: int, x: float, y: float
) -> None:
    """Put a signer's box on a page: points from the lower left as it is shown.

    What reaches a little outside is moved in. Raises OutsidePage, and FileRefused when the one who signed the
    file first allows no visible boxes.
    """
    party = Party.objects.filter(request=locked_draft(request), pk=party_id, role=Party.Role.SIGNER).first()
    if party is None or not document.is_to_sign:
        raise OutsidePage
    wide, tall = size_of(document, page)
    if document.as_is:
        _demand_visible(document)
    Placement.objects.update_or_create(
        document=document,
        party=party,
        defaults={"page": page, "x": _within(x, wide - WIDTH), "y": _within(y, tall - HEIGHT)},
    )


@transaction.atomic
def take_box_away(request: SigningRequest, document: Document, party_id: UUID) -> None:
    """Let the box be on the signature page again."""
    Placement.objects.filter(
        document=document, party_id=party_id, party__request=locked_draft(request)
    ).delete()


def _within(value: float, most: float) -> float:
    """The value moved inside, when it is nearly there."""
    if most < 0 or not -SLACK <= value <= most + SLACK:
        raise OutsidePage
    return round(min(max(value, 0.0), most), 2)


def _demand_visible(document: Document) -> None:
    with files.on_disk(document.original) as path, legible():
        facts = bounded_inspect_signed(path)
    if not facts.may_add(visible=True):
        raise FileRefused(facts.code)
