"""The animated QR code, with the vectors of BankID's guide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from armkrok.core.identity.bankid.qr import qr_svg, qr_text, qr_text_at

TOKEN = "67df3917-fa0d-44e5-b327-edcc928297f8"
SECRET = "d28db9a7-4cde-429e-a983-359be676944c"
AT_ZERO = "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"
AT_ONE = "949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2"


@pytest.mark.parametrize(("seconds", "digest"), [(0, AT_ZERO), (1, AT_ONE)])
def test_text_equals_the_published_vectors(seconds: int, digest: str) -> None:
    assert qr_text(TOKEN, SECRET, seconds) == f"bankid.{TOKEN}.{seconds}.{digest}"


@pytest.mark.parametrize(("elapsed", "seconds"), [(-0.4, 0), (0, 0), (0.99, 0), (1.0, 1), (1.99, 1)])
def test_seconds_are_whole_and_never_negative(elapsed: float, seconds: int) -> None:
    start = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    text = qr_text_at(TOKEN, SECRET, ordered_at=start, now=start + timedelta(seconds=elapsed))
    assert text == qr_text(TOKEN, SECRET, seconds)


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(ValueError, match="older than its order"):
        qr_text(TOKEN, SECRET, -1)


def test_the_drawing_is_valid_xml_without_style_or_secret() -> None:
    svg = qr_svg(qr_text(TOKEN, SECRET, 0))
    root = etree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert root.get("viewBox")
    assert "style=" not in svg
    assert SECRET not in svg
    assert svg != qr_svg(qr_text(TOKEN, SECRET, 1))
