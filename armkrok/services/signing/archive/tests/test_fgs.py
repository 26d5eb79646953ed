"""The FGS 2.0 package: its structure, its schemas and rules, and that nothing unfit is written."""

from __future__ import annotations

import dataclasses
import hashlib
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from armkrok.services.signing.archive.contents import FinishedRequest
from armkrok.services.signing.archive.fgs.facts import CSIP, METS, Agreement, Delivery
from armkrok.services.signing.archive.fgs.judging import judged, read_back
from armkrok.services.signing.archive.fgs.package import Packed, Unfit, _members, build
from armkrok.services.signing.archive.fgs.schemas import SchemaMissing, Schemas
from armkrok.services.signing.archive.forms import FORMS

ROOT = "armkrok-018f3b7e"
DELIVERY = Delivery(
    ROOT, datetime(2026, 11, 22, 9, 0, tzinfo=UTC), Agreement("Sydarkivera", "LÖ 2026/14", "SE/SUNDBY/1")
)
SCHEMAS = Schemas()


@pytest.fixture
def packed(tmp_path: Path, finished: FinishedRequest) -> Packed:
    return build(finished, DELIVERY, tmp_path / "leverans.zip", schemas=SCHEMAS)


def test_the_structure_is_the_one_agreed(packed: Packed) -> None:
    with zipfile.ZipFile(packed.built.path) as archive:
        names = [name.removeprefix(f"{ROOT}/") for name in archive.namelist()]
    assert names[:3] == ["METS.xml", "metadata/descriptive/ERMS.xml", "metadata/preservation/premis.xml"]
    assert {"schemas/mets.xsd", "schemas/premis-v3-0.xsd", "representations/rep1/METS.xml"} <= set(names)
    assert "representations/rep1/data/dokument/Protokoll-19-november.pdf" in names
    assert packed.judgement.held_to == {
        "METS.xml": "xsd+schematron",
        "metadata/descriptive/ERMS.xml": "own rules",
        "metadata/preservation/premis.xml": "xsd",
        "representations/rep1/METS.xml": "xsd",
    }


def test_the_header_says_who_and_what(packed: Packed) -> None:
    root = etree.fromstring(member(packed.built.path, "METS.xml"))
    assert (root.get("OBJID"), root.get("PROFILE")) == (
        ROOT,
        "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml",
    )
    header = root.find(f"{{{METS}}}metsHdr")
    assert header is not None
    assert header.get(f"{{{CSIP}}}OAISPACKAGETYPE") == "SIP"
    agents = [
        (one.get("ROLE"), one.findtext(f"{{{METS}}}name")) for one in header.iterfind(f"{{{METS}}}agent")
    ]
    assert agents == [
        ("CREATOR", "Armkrok"), ("ARCHIVIST", "Sundby kommun"), ("CREATOR", "Sundby kommun"),
        ("PRESERVATION", "Sydarkivera"),
    ]  # fmt: skip
    ids = {one.get("TYPE"): one.text for one in header.iterfind(f"{{{METS}}}altRecordID")}
    assert ids == {"SUBMISSIONAGREEMENT": "LÖ 2026/14", "REFERENCECODE": "SE/SUNDBY/1"}


def test_the_case_names_signers_and_files(packed: Packed) -> None:
    root = etree.fromstring(member(packed.built.path, "metadata/descriptive/ERMS.xml"))
    names = {"e": "https://DILCIS.eu/XML/ERMS"}
    signers = root.xpath(
        "//e:record[1]/e:agents/e:agent[contains(@agentType,'signatory')]/e:name/text()", namespaces=names
    )
    assert signers == ["Amina Karlsson", "Karin Öberg"]
    paths = root.xpath("//e:record[1]//e:appendix/@path", namespaces=names)
    assert paths == [
        "file:///representations/rep1/data/dokument/Protokoll-19-november.pdf",
        "file:///representations/rep1/data/kontroll/rapport.json",
    ]


def test_the_same_delivery_gives_the_same_bytes(
    tmp_path: Path, finished: FinishedRequest, packed: Packed
) -> None:
    again = build(finished, DELIVERY, tmp_path / "igen.zip", schemas=SCHEMAS)
    assert again.built.sha256 == packed.built.sha256
    assert hashlib.sha256(again.built.path.read_bytes()).hexdigest() == again.built.sha256


def test_as_a_tar(tmp_path: Path, finished: FinishedRequest) -> None:
    packed = build(finished, DELIVERY, tmp_path / "leverans.tar", schemas=SCHEMAS, carrier="tar")
    with tarfile.open(packed.built.path) as archive:
        assert archive.getnames()[0] == f"{ROOT}/METS.xml"
    assert read_back(packed.built.path, ROOT) == ()


def test_reading_back_finds_what_was_changed(packed: Packed, tmp_path: Path) -> None:
    target = tmp_path / "changed.zip"
    changed = f"{ROOT}/representations/rep1/data/logg/logg.txt"
    gone = f"{ROOT}/documentation/om-paketet.txt"
    with zipfile.ZipFile(packed.built.path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != gone:
                new.writestr(name, old.read(name) + (b"x" if name == changed else b""))
        new.writestr(f"{ROOT}/extra.txt", b"x")
    assert set(read_back(target, ROOT)) == {
        "changed: representations/rep1/data/logg/logg.txt",
        "missing: documentation/om-paketet.txt",
        "not in METS: extra.txt",
    }


@pytest.mark.parametrize(
    ("path", "change", "rule"),
    [
        ("METS.xml", lambda xml: xml.replace(b'PROFILE="https://earksip', b'PROFILE="https://x'), "SIP2"),
        ("METS.xml", lambda xml: xml.replace(b"Textual works", b"Odd works"), "CSIP2"),
        ("METS.xml", lambda xml: xml.replace(b'USE="Schemas"', b'USE="Scheman"'), "CSIP113"),
        ("METS.xml", lambda xml: xml.replace(b'LABEL="CSIP"', b'LABEL="X"'), "CSIP82"),
        ("METS.xml", lambda xml: xml.replace(b'OTHERTYPE="SOFTWARE"', b'OTHERTYPE="X"'), "CSIP10"),
        (
            "METS.xml",
            lambda xml: xml.replace(b'CHECKSUMTYPE="SHA-256"', b'CHECKSUMTYPE="SHA-7"', 1),
            "METS.xml: line",
        ),
        (
            "metadata/preservation/premis.xml",
            lambda xml: xml.replace(b"messageDigest>", b"digest>"),
            "premis.xml: line",
        ),
        ("metadata/descriptive/ERMS.xml", lambda xml: xml.replace(b"caseFile", b"case"), "ERMS.xml: line"),
        (
            "metadata/descriptive/ERMS.xml",
            lambda xml: xml.replace(b"<erms:title>", b"<erms:name>", 1).replace(
                b"</erms:title>", b"</erms:name>", 1
            ),
            "ERMS.xml: line",
        ),
    ],
)
def test_what_breaks_a_rule_is_named(
    finished: FinishedRequest, path: str, change: Callable[[bytes], bytes], rule: str
) -> None:
    members = list(_members(finished, DELIVERY, SCHEMAS))
    index = next(i for i, one in enumerate(members) if one.path == path)
    old = members[index].content
    assert isinstance(old, bytes)
    new = change(old)
    assert new != old
    members[index] = dataclasses.replace(members[index], content=new)
    problems = judged(members, ROOT, SCHEMAS).problems
    assert any(rule in problem for problem in problems), problems


def test_an_unfit_package_is_not_written(tmp_path: Path, finished: FinishedRequest) -> None:
    target = tmp_path / "leverans.zip"
    nameless = dataclasses.replace(finished, title="")
    with pytest.raises(Unfit) as refused:
        build(nameless, DELIVERY, target, schemas=SCHEMAS)
    assert any("ERMS.xml" in problem for problem in refused.value.problems)
    assert not target.exists()


def test_the_operators_schema_goes_first(tmp_path: Path, finished: FinishedRequest) -> None:
    """A schema that allows nothing, under ERMS's name: the package must be held to it."""
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "ERMS.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="https://DILCIS.eu/XML/ERMS">'
        '<xs:element name="other"/></xs:schema>'
    )
    with pytest.raises(Unfit) as refused:
        build(finished, DELIVERY, tmp_path / "x.zip", schemas=Schemas(folder))
    assert all("ERMS.xml" in problem for problem in refused.value.problems)
    assert folder / "ERMS.xsd" in Schemas(folder).carried()


def test_a_schema_that_is_away_stops_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from armkrok.services.signing.archive.fgs import schemas

    schemas._packaged.cache_clear()
    monkeypatch.setattr(schemas, "_PREMIS", "premis-v9.xsd")
    with pytest.raises(SchemaMissing):
        Schemas().carried()
    schemas._packaged.cache_clear()


def member(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{ROOT}/{name}")


@pytest.mark.parametrize("key", sorted(FORMS))
def test_every_form_can_be_built_and_read_back(key: str, tmp_path: Path, finished: FinishedRequest) -> None:
    form = FORMS[key]
    packed = form.build(finished, DELIVERY, tmp_path / f"leverans{form.ending}", SCHEMAS)
    assert packed.judgement.problems == ()
    assert read_back(packed.built.path, ROOT) == ()
