"""The verify page with several files, its reports, and the document as it was when somebody signed."""

import json
from pathlib import Path

import pikepdf
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from armkrok.kit.days import now
from armkrok.services.signing import check_reports
from armkrok.services.signing.engine.render import page_text
from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.conftest import (  # noqa: F401
    PEOPLE,
    SignAll,
    fonts,
    minutes,
    sign_all,
    stamping,
    town,
)
from armkrok.services.signing.engine.validation.validate import validate
from tests.support.people import Visit
from tests.support.visitor import Page, Visitor

CHECK = "/verifiera/"


def upload(visitor: Visitor, *contents: bytes) -> Page:
    files = [SimpleUploadedFile(f"fil-{number}.pdf", one) for number, one in enumerate(contents, 1)]
    return visitor.post(CHECK, {"file": files}, status=200)


def carried(page: Page) -> str:
    return str(page.find("//input[@name='svar']")[0].get("value"))


def report(visitor: Visitor, page: Page, kind: str) -> bytes:
    answer = visitor.post(CHECK, {"svar": carried(page), "rapport": kind}, status=200).response
    assert "attachment" in answer["Content-Disposition"]
    return bytes(answer.content)


def test_several_files_in_one_table(visit: Visit, tmp_path: Path, sign_all: SignAll) -> None:  # noqa: F811
    good = sign_all()
    bad = attacks.append(good, tmp_path / "bad.pdf", attacks.add_page)
    page = upload(visit(), good.read_bytes(), bad.read_bytes(), b"inte en PDF")
    assert page.h1 == "Kontroll av flera filer"
    assert "1 av 3 filer är underskrivna och oförändrade." in page.text
    assert len(page.find("//tbody/tr")) == 3
    assert "Sida 5. En sida har lagts till." in page.text
    assert not page.find("//button[@value='xml']")
    told = json.loads(report(visit(), page, "json"))
    assert [one["verdict"] for one in told["files"]] == ["valid", "altered", "not_established"]


def test_more_than_twenty_files(visit: Visit) -> None:
    page = upload(visit(), *[b"x"] * 21)
    assert "Välj högst 20 filer åt gången." in page.text


def test_report_as_sealed_pdf(visit: Visit, tmp_path: Path, sign_all: SignAll) -> None:  # noqa: F811
    visitor = visit()
    page = upload(visitor, sign_all().read_bytes())
    path = tmp_path / "report.pdf"
    path.write_bytes(report(visitor, page, "pdf"))
    text = "".join(page_text(path, number) for number in range(len_of(path)))
    assert all(name in text for name in PEOPLE)
    found = validate(path)
    assert (found.verdict, len(found.signatures)) == ("valid", 1)
    again = upload(visitor, path.read_bytes())
    assert again.h1 == "Dokumentet är stämplat och oförändrat"


def len_of(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_report_as_xml(visit: Visit, sign_all: SignAll) -> None:  # noqa: F811
    visitor = visit()
    root = etree.fromstring(report(visitor, upload(visitor, sign_all().read_bytes()), "xml"))
    assert root.tag == "{http://uri.etsi.org/19102/v1.2.1#}ValidationReport"


def test_report_of_something_we_never_said(visit: Visit, sign_all: SignAll) -> None:  # noqa: F811
    visitor = visit()
    forged = signing.dumps({"at": now().isoformat(), "files": []}, key="annan", salt=check_reports.SALT)
    old = carried(upload(visitor, sign_all().read_bytes()))
    for text in (forged, "", "x", old[:-3] + "AAA"):
        visitor.post(CHECK, {"svar": text, "rapport": "pdf"}, status=410)


def test_report_after_an_hour(
    visit: Visit,
    sign_all: SignAll,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitor = visit()
    page = upload(visitor, sign_all().read_bytes())
    monkeypatch.setattr(check_reports, "LIFE", -1)
    visitor.post(CHECK, {"svar": carried(page), "rapport": "json"}, status=410)


def test_as_it_was_when_the_second_signed(visit: Visit, tmp_path: Path, sign_all: SignAll) -> None:  # noqa: F811
    whole = sign_all()
    visitor = visit()
    page = upload(visitor, whole.read_bytes())
    assert [one.text for one in page.find("//select[@name='number']/option")][-3:] == [
        f"{number}. {name}" for number, name in enumerate(PEOPLE, 1)
    ]
    file = SimpleUploadedFile("a.pdf", whole.read_bytes())
    answer = visitor.post(CHECK, {"number": "2", "file": file}, status=200).response
    path = tmp_path / "second.pdf"
    path.write_bytes(answer.content)
    found = validate(path)
    assert (found.verdict, len(found.signatures)) == ("valid", 2)
    assert whole.read_bytes().startswith(answer.content)


def test_version_that_is_not_there(visit: Visit, tmp_path: Path) -> None:
    visitor = visit()
    content = minutes(tmp_path / "m.pdf").read_bytes()
    visitor.post(CHECK, {"number": "1", "file": SimpleUploadedFile("a.pdf", content)}, status=422)
    empty = visitor.post(CHECK, {"number": "2"}, status=200)
    assert "Välj en fil." in empty.text


@pytest.mark.usefixtures("one_minute")
def test_each_file_counts(visit: Visit) -> None:
    upload(visit(), *[b"x"] * 20)
    visit().post(CHECK, {"file": SimpleUploadedFile("fil.pdf", b"x")}, status=429)
