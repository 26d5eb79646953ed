"""The forms of package that an e-archive may have asked for. Another form is one more line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from armkrok.services.signing.archive.contents import FinishedRequest
from armkrok.services.signing.archive.fgs import package as fgs
from armkrok.services.signing.archive.fgs.facts import Delivery
from armkrok.services.signing.archive.fgs.package import Packed
from armkrok.services.signing.archive.fgs.schemas import Schemas

Build = Callable[[FinishedRequest, Delivery, Path, Schemas], Packed]


@dataclass(frozen=True)
class PackageForm:
    """One form: the key is stored with each delivery, the name is for people, the ending for the file."""

    key: str
    name: str
    ending: str
    build: Build


def _fgs(
    finished: FinishedRequest, delivery: Delivery, target: Path, schemas: Schemas, *, carrier: fgs.Carrier
) -> Packed:
    return fgs.build(finished, delivery, target, schemas=schemas, carrier=carrier)


FORMS = {
    one.key: one
    for one in (
        PackageForm("fgs-2.0-zip", "FGS 2.0 (E-ARK) som zip", ".zip", partial(_fgs, carrier="zip")),
        PackageForm("fgs-2.0-tar", "FGS 2.0 (E-ARK) som tar", ".tar", partial(_fgs, carrier="tar")),
    )
}
