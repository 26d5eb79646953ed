"""Honest files that others made are never called altered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path

import pytest
from asn1crypto import parser
from pikepdf import ObjectStreamMode
from pyhanko.pdf_utils.metadata import info, xmp_xml
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedSubFilter

from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import minutes
from armkrok.services.signing.engine.tests.producers import (
    Byhand,
    Other,
    form_document,
    openssl_cms,
    openssl_signed,
    reshaped,
    update_information,
)
from armkrok.services.signing.engine.validation.report import Report
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

BOX = (72, 560, 272, 600)
Story = Callable[["Desk"], Path]


class Desk:
    """A folder to work in, and the other product."""

    def __init__(self, folder: Path, town: Town, stamping: StampingAuthority) -> None:
        self.folder, self.other, self._count = folder, Other(town, stamping), 0

    def new(self) -> Path:
        self._count += 1
        return self.folder / f"{self._count}.pdf"

    def minutes(self) -> Path:
        return minutes(self.new())

    def form(self, value: str = "100") -> Path:
        return form_document(self.new(), value)

    def sign(self, source: Path, name: str, **meta: object) -> Path:
        return self.other.sign(source, self.new(), name, **meta)

    def stamp(self, source: Path) -> Path:
        return self.other.stamp(source, self.new())

    def evidence(self, source: Path) -> Path:
        return self.other.add_evidence(source, self.new())


class Days(datetime):
    """A clock that stands a day later each time it is looked at."""

    looked = count(1)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Days:
        return super().now(tz) + timedelta(days=next(cls.looked))


@pytest.fixture
def desk(tmp_path: Path, town: Town, stamping: StampingAuthority, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Whoever signs next does so another day: its metadata differs, which it does not within a second."""
    for module in (info, xmp_xml):
        monkeypatch.setattr(module, "datetime", Days)
    return Desk(tmp_path, town, stamping)


PADES = {"subfilter": SigSeedSubFilter.PADES}


STORIES: dict[str, tuple[Story, int]] = {
    "one invisible": (lambda d: d.sign(d.minutes(), "A"), 1),
    "one visible, PAdES": (lambda d: d.sign(d.minutes(), "A", box=BOX, **PADES), 1),
    "two invisible": (lambda d: d.sign(d.sign(d.minutes(), "A"), "B"), 2),
    "two visible, the second box made late": (
        lambda d: d.sign(d.sign(d.minutes(), "A", box=BOX), "B", box=(300, 560, 500, 600)), 2,
    ),
    "three on different pages, stamped": (
        lambda d: d.sign(
            d.sign(d.sign(d.minutes(), "A", box=BOX, stamped=True), "B", box=BOX, page=1, stamped=True),
            "C", box=BOX, page=2, stamped=True,
        ), 3,
    ),
    "filled in before signing": (lambda d: d.sign(d.form("200"), "chef"), 1),
    "a box that was there, then a new one": (
        lambda d: d.sign(d.sign(d.form(), "chef"), "vd", box=(300, 500, 500, 540)), 2,
    ),
    "evidence": (lambda d: d.evidence(d.sign(d.minutes(), "A", **PADES)), 1),
    "evidence twice": (lambda d: d.evidence(d.evidence(d.sign(d.minutes(), "A", **PADES))), 1),
    "evidence and time stamp": (lambda d: d.stamp(d.evidence(d.sign(d.minutes(), "A", **PADES))), 1),
    "signed, stamped, signed again": (lambda d: d.sign(d.stamp(d.sign(d.minutes(), "A")), "B"), 2),
    "certified, nothing allowed, then evidence and stamp": (
        lambda d: d.stamp(
            d.evidence(d.sign(d.minutes(), "A", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES, **PADES))
        ), 1,
    ),
    "certified for forms, then the prepared box": (
        lambda d: d.sign(
            d.sign(d.form(), "kommun", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS), "chef"
        ), 2,
    ),
    "certified for annotations, then invisible": (
        lambda d: d.sign(
            d.sign(d.form(), "kommun", certify=True, docmdp_permissions=MDPPerm.ANNOTATE), "osynlig"
        ), 2,
    ),
    "fields locked by the first": (
        lambda d: d.sign(
            d.sign(d.form(), "forst", lock=FieldMDPSpec(FieldMDPAction.INCLUDE, ["belopp"])), "chef"
        ), 2,
    ),
    "object streams": (
        lambda d: d.sign(
            d.sign(reshaped(d.form(), d.new(), object_stream_mode=ObjectStreamMode.generate), "chef"),
            "B", box=BOX,
        ), 2,
    ),
    "linearized": (
        lambda d: d.sign(d.sign(reshaped(d.form(), d.new(), linearize=True), "chef"), "B", box=BOX), 2,
    ),
    "saved again with a new date": (
        lambda d: update_information(
            d.sign(d.form(), "chef"), d.new(), ModDate="D:20261121120000Z", Producer="Annat program"
        ), 1,
    ),
}  # fmt: skip


def answered(report: Report) -> str:
    """Why, for a failing test."""
    return f"{report.code} {[(c.kind, c.page) for c in report.changes if not c.allowed]} {report.signatures}"


@pytest.mark.parametrize("name", STORIES)
def test_honest_file_is_valid(desk: Desk, trust: list[TrustList], name: str) -> None:
    story, count = STORIES[name]
    report = validate(story(desk), trust)
    assert report.verdict == "valid", answered(report)
    assert len(report.signatures) == count
    assert {one.trusted.answer for one in report.signatures} == {"yes"}


@pytest.mark.parametrize(
    "options",
    [(), ("-cades",), ("-noattr",), ("-md", "sha512")],
    ids=["plain", "cades", "noattr", "sha512"],
)
def test_openssl(desk: Desk, town: Town, trust: list[TrustList], options: tuple[str, ...]) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    target = desk.new()
    openssl_signed(desk.minutes(), target, desk.folder, town.credential("Openssl"), *options)
    report = validate(target, trust)
    assert report.verdict == "valid", answered(report)
    assert report.signatures[0].signer == "Openssl"
    again = desk.new()
    openssl_signed(target, again, desk.folder, town.credential("Igen"))
    report = validate(again, trust)
    assert (report.verdict, len(report.signatures)) == ("valid", 2), answered(report)


def test_container_of_indefinite_length(desk: Desk, town: Town, trust: list[TrustList]) -> None:
    """BER with end marks instead of lengths, as several Java libraries write it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    made = Byhand()
    content, start, end = made.draft(desk.minutes())
    der = openssl_cms(desk.folder, town.credential("Java"), bytes(content[:start] + content[end:]))
    outer = parser.parse(der)[4]
    kind = sum(len(part) for part in parser.parse(outer)[3:6])
    inner = parser.parse(parser.parse(outer[kind:])[4])[4]
    ber = b"\x30\x80" + outer[:kind] + b"\xa0\x80\x30\x80" + inner + bytes(6)
    target = desk.new()
    target.write_bytes(made.fill(content, start, end, ber))
    report = validate(target, trust)
    assert report.verdict == "valid", answered(report)
