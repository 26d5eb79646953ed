"""The animated QR code that BankID's app scans from another device's screen.

Source: BankID Relying Party API v6.0, guide "QR code".
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Final

import segno

ORDER_LIFETIME_SECONDS: Final = 30
"""How long a code is worth showing: an order not picked up within 30 s fails with `startFailed`."""

MASK: Final = 3
"""Which of the eight masks of ISO/IEC 18004 to use. Trying them all to find the prettiest takes five times as
long as drawing, each second for everybody who waits; our text is as good as random, so any one will do."""


def qr_text(start_token: str, start_secret: str, seconds: int) -> str:
    """The text to show `seconds` whole seconds after the order response.

    The secret is the key of an HMAC-SHA256 over the decimal number and never leaves the server.
    """
    if seconds < 0:
        raise ValueError("A QR code cannot be older than its order; give whole seconds from zero.")
    digest = hmac.new(start_secret.encode("ascii"), str(seconds).encode("ascii"), hashlib.sha256)
    return f"bankid.{start_token}.{seconds}.{digest.hexdigest()}"


def qr_text_at(start_token: str, start_secret: str, *, ordered_at: datetime, now: datetime) -> str:
    """The text to show at `now`; both times must be aware of their zone."""
    return qr_text(start_token, start_secret, max(0, int((now - ordered_at).total_seconds())))


def qr_svg(text: str, *, css_class: str = "ak-qr") -> str:
    """An inline SVG of the text, without style attributes, so that a strict CSP holds.

    It stays black on white in dark mode too, since scanners need the contrast. The drawing says
    nothing to a screen reader; the page tells the status in words beside it.
    """
    code = segno.make(text, error="l", micro=False, mask=MASK)
    svg: str = code.svg_inline(border=4, omitsize=True, svgclass=css_class, lineclass=None, light="#ffffff")
    return svg.replace("<svg ", '<svg role="img" aria-hidden="true" focusable="false" ', 1)
