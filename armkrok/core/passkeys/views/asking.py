"""What every page with a key needs: the options that the script fetches, and where keys work at all."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse

from armkrok.core.eid.orders import remember_browser
from armkrok.core.passkeys.party import address_of, is_here, party
from armkrok.kit.refusals import Refusal


def options(request: HttpRequest, make: Callable[[], dict[str, Any]]) -> JsonResponse:
    """The options as JSON, for this browser alone; a refusal as the sentence that the page shows."""
    status = 200
    try:
        body = make()
    except Refusal as refusal:
        body, status = {"text": str(refusal.text)}, int(refusal.status)
    response = JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
    remember_browser(request, response)
    return response


def place(request: HttpRequest) -> dict[str, Any]:
    """Whether keys work at this address, and where they do otherwise; for parts/key_form.html."""
    return {
        "works_here": is_here(request),
        "right_url": address_of(request.get_full_path()) if party() else "",
    }
