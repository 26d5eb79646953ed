"""Putting a package together, and judging it before anybody gets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from armkrok.services.signing.archive.carrying import write_tar, write_zip
from armkrok.services.signing.archive.contents import FinishedRequest, KeptFile
from armkrok.services.signing.archive.evidence import Gathered, gather
from armkrok.services.signing.archive.fgs.erms import erms
from armkrok.services.signing.archive.fgs.facts import Delivery
from armkrok.services.signing.archive.fgs.judging import Judgement, judged, read_back
from armkrok.services.signing.archive.fgs.mets import package_mets, representation_mets
from armkrok.services.signing.archive.fgs.premis import premis
from armkrok.services.signing.archive.fgs.schemas import Schemas
from armkrok.services.signing.archive.members import Built, Member

REPRESENTATION = "rep1"
_INSIDE = f"representations/{REPRESENTATION}"
Carrier = Literal["zip", "tar"]


class Unfit(Exception):
    """The package does not hold to the standard; `problems` says where. It was not written."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0] if problems else "")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Packed:
    """A package that was judged fit, and by what."""

    built: Built
    judgement: Judgement


def build(
    finished: FinishedRequest,
    delivery: Delivery,
    target: Path,
    *,
    schemas: Schemas,
    carrier: Carrier = "zip",
) -> Packed:
    """Write the package of a request with one root folder named by the delivery.

    The same request and delivery give the same bytes. Raises Unfit, SchemaMissing, FileNotFoundError and
    OSError; nothing is left at `target` then.
    """
    members = tuple(_members(finished, delivery, schemas))
    judgement = judged(members, delivery.identifier, schemas)
    if judgement.problems:
        raise Unfit(judgement.problems)
    rooted = [replace(one, path=f"{delivery.identifier}/{one.path}") for one in members]
    try:
        built = (
            write_zip(target, rooted, "application/zip") if carrier == "zip" else write_tar(target, rooted)
        )
        if problems := read_back(target, delivery.identifier):
            raise Unfit(problems)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Packed(built, judgement)


def _members(finished: FinishedRequest, delivery: Delivery, schemas: Schemas) -> Iterator[Member]:
    """All members in the order they are written: METS.xml first."""
    gathered = gather(finished)
    data = [replace(one, path=f"data/{one.path}") for one in gathered.members]
    inside = [replace(one, path=f"{_INSIDE}/{one.path}") for one in data]
    representation = _xml(
        f"{_INSIDE}/METS.xml", representation_mets(REPRESENTATION, delivery, data), delivery
    )
    placed = _placed(gathered)
    described = _xml("metadata/descriptive/ERMS.xml", erms(finished, delivery, placed), delivery)
    signed = [pair for pair in placed if pair[0].kind == "signed"]
    kept = _xml("metadata/preservation/premis.xml", premis(finished, delivery, inside, signed), delivery)
    groups = {
        "Documentation": (_about(schemas, delivery),),
        "Schemas": tuple(_schema(path, delivery) for path in schemas.carried()),
        f"Representations/{REPRESENTATION}": (representation,),
    }
    yield _xml("METS.xml", package_mets(finished, delivery, groups, described, kept), delivery)
    yield described
    yield kept
    for group in groups.values():
        yield from group
    yield from inside


def _placed(gathered: Gathered) -> tuple[tuple[KeptFile, Member], ...]:
    return tuple(
        (kept, replace(member, path=f"{_INSIDE}/data/{member.path}")) for kept, member in gathered.placed
    )


def _xml(path: str, content: bytes, delivery: Delivery) -> Member:
    return Member(path, content, "application/xml", delivery.made_at)


def _schema(path: Path, delivery: Delivery) -> Member:
    return Member(f"schemas/{path.name}", path, "application/xml", delivery.made_at)


def _about(schemas: Schemas, delivery: Delivery) -> Member:
    """What whoever receives the package needs to know of it (CSIP60)."""
    checked = "sitt eget schema (ERMS.xsd)" if schemas.has_erms else "Armkroks egna regler för CITS ERMS 2.1"
    lines = (
        "Om paketet",
        "==========",
        "FGS Paketstruktur 2.0 (E-ARK CSIP och SIP 2.1.0), FGS Ärendehantering 2.0 (E-ARK CITS ERMS 2.1).",
        "En avslutad begäran om underskrift är ett ärende, varje dokument och bilaga är en handling i det.",
        "",
        "representations/rep1/data/dokument        underskrivna PDF-filer (PAdES B-LTA)",
        "representations/rep1/data/bilagor         bilagor som lästes men inte skrevs under",
        "representations/rep1/data/kontroll        kontrollrapporter: underskrifterna prövades före leverans",
        "representations/rep1/data/e-legitimation  per person: e-legitimationens underskrift och OCSP-svar",
        "representations/rep1/data/logg            alla händelser, att läsa och som JSON",
        "",
        "Prövat före leverans: METS.xml mot METS 1.12 och E-ARK:s regler, premis.xml mot PREMIS 3.0,",
        f"ERMS.xml mot {checked}, och varje fils SHA-256 mot METS.",
    )
    text = "".join(f"{line}\n" for line in lines)
    return Member("documentation/om-paketet.txt", text.encode(), "text/plain", delivery.made_at)
