"""Every part of a document that can be changed, is: never valid, and named with its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyhanko.sign.fields import MDPPerm

from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.producers import Other
from armkrok.services.signing.engine.tests.rich import rich_document
from armkrok.services.signing.engine.tests.rich_changes import CHANGES
from armkrok.services.signing.engine.validation.validate import validate


@pytest.fixture(scope="module")
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, other: Other) -> Path:
    folder = tmp_path_factory.mktemp("rich")
    return other.sign(rich_document(folder / "rich.pdf"), folder / "signed.pdf", "Vd")


@pytest.fixture(scope="module", params=[MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE], ids=["forms", "annotate"])
def certified(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, other: Other) -> Path:
    folder = tmp_path_factory.mktemp("rich")
    source = rich_document(folder / "rich.pdf")
    return other.sign(source, folder / "signed.pdf", "Vd", certify=True, docmdp_permissions=request.param)


def test_unchanged(signed: Path, certified: Path) -> None:
    assert [validate(one).verdict for one in (signed, certified)] == ["valid", "valid"]


@pytest.mark.parametrize("name", CHANGES)
def test_changed(signed: Path, tmp_path: Path, name: str) -> None:
    change, kind, page = CHANGES[name]
    report = validate(attacks.append(signed, tmp_path / "changed.pdf", change))
    told = [(one.kind, one.page) for one in report.changes if not one.allowed]
    assert (report.verdict, (kind, page) in told) == ("altered", True), told


@pytest.mark.parametrize("name", CHANGES)
def test_changed_after_certification(certified: Path, tmp_path: Path, name: str) -> None:
    change, kind, _ = CHANGES[name]
    report = validate(attacks.append(certified, tmp_path / "changed.pdf", change))
    assert (report.verdict, kind in {one.kind for one in report.changes}) == ("altered", True), report.changes


@pytest.mark.parametrize("name", CHANGES)
def test_changed_and_signed_over(signed: Path, other: Other, tmp_path: Path, name: str) -> None:
    """A later signature over the change does not heal it."""
    change, _, _ = CHANGES[name]
    changed = attacks.append(signed, tmp_path / "changed.pdf", change)
    report = validate(other.sign(changed, tmp_path / "over.pdf", "Smyg"))
    assert report.verdict == "altered", report.changes
