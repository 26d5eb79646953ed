"""The working group's minutes and the people who sign them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from reportlab.pdfgen import canvas

from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.facts import FontFiles, PageFacts, Prepared, Signatory
from armkrok.services.signing.engine.prepare import prepare
from armkrok.services.signing.engine.rebuild import rebuild
from armkrok.services.signing.engine.seal import seal
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town, serving
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList, trust_list

NODE_MODULES = Path(os.environ.get("ARMKROK_NODE_MODULES", Path(__file__).parents[5] / "node_modules"))
FACTS = PageFacts(
    document="Protokoll från samverkansgruppen 19 november 2026",
    organisation="Sundby kommun",
    sender="Sara Lind, HR-chef",
    verify_url="https://armkrok.example/verifiera/3f2a91c0d7e84b55",
)
PEOPLE = ("Amina Karlsson", "Ingrid Mattsson", "Lars-Åke Berg")


@pytest.fixture(scope="session")
def fonts() -> FontFiles:
    return FontFiles.in_packages(NODE_MODULES)


@pytest.fixture(scope="session")
def town() -> Town:
    return Town.found()


@pytest.fixture(scope="session")
def stamping() -> Iterator[StampingAuthority]:
    with serving(StampingAuthority.found()) as authority:
        yield authority


@pytest.fixture
def timestamper(stamping: StampingAuthority) -> Timestamper:
    return Timestamper(stamping.url)


@pytest.fixture
def trust(town: Town, stamping: StampingAuthority) -> list[TrustList]:
    return [
        trust_list("Kommunernas lista", [town.root.certificate]),
        trust_list("Stämplarnas lista", [stamping.root]),
    ]


def minutes(path: Path, pages: int = 3) -> Path:
    """Minutes of a meeting."""
    paper = canvas.Canvas(str(path))
    for page in range(1, pages + 1):
        paper.drawString(72, 720, f"Protokoll, sida {page}. Gruppen beslutar att köpa två stolar.")
        paper.showPage()
    paper.save()
    return path


def prepared_minutes(folder: Path, fonts: FontFiles, people: Sequence[str]) -> tuple[Path, Prepared]:
    """Uploaded, rebuilt and given a signature page."""
    rebuild(minutes(folder / "upload.pdf"), folder / "clean.pdf")
    signatories = [Signatory(name, "Ledamot") for name in people]
    return folder / "prepared.pdf", prepare(
        folder / "clean.pdf", folder / "prepared.pdf", FACTS, signatories, fonts
    )


SignAll = Callable[..., Path]


@pytest.fixture
def sign_all(tmp_path: Path, fonts: FontFiles, town: Town) -> SignAll:
    """Prepare minutes and let people sign; ``first`` of them, or all."""

    def run(
        people: Sequence[str] = PEOPLE,
        *,
        first: int | None = None,
        timestamper: Timestamper | None = None,
        credential: SigningCredential | None = None,
    ) -> Path:
        source, prepared = prepared_minutes(tmp_path, fonts, people)
        for number, (name, field) in enumerate(zip(people, prepared.fields, strict=True)):
            if first is not None and number >= first:
                break
            target = tmp_path / f"signed-{number + 1}.pdf"
            words = BoxText(name, short_id="3F2A 91C0")
            chosen = credential or town.credential(name)
            sign(source, target, field, chosen, words=words, timestamper=timestamper)
            source = target
        return source

    return run


@pytest.fixture
def sealed(
    sign_all: SignAll, town: Town, stamping: StampingAuthority, timestamper: Timestamper, tmp_path: Path
) -> Path:
    """Minutes signed by three and sealed."""
    source, target = sign_all(timestamper=timestamper), tmp_path / "sealed.pdf"
    chain = [*town.issuing.chain, stamping.root]
    seal(
        source,
        target,
        timestamper,
        certificates=[one.public_bytes(serialization.Encoding.DER) for one in chain],
        revocation_lists=[*town.lists(), stamping.revocation_list()],
    )
    return target
