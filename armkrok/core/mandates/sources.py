"""What a register of mandates is asked, and the one that is set."""

from typing import Protocol

from django.conf import settings

from armkrok.core.mandates.codes import codes
from armkrok.core.mandates.minaombud import MinaOmbud, Reached
from armkrok.core.mandates.rights import Right


class MandateSource(Protocol):
    """Whoever can say for whom a person may act."""

    @property
    def key(self) -> str:
        """What is kept with each mandate."""

    def rights_of(self, number: str) -> list[Right]:
        """Every right, valid today, of the person with the number; raises SourceSilent."""


def source() -> MandateSource | None:
    """The register that is set, if any."""
    chosen = settings.MANDATES
    if not chosen["url"]:
        return None
    reached = Reached(**{name: chosen[name] for name in Reached.__dataclass_fields__})
    return MinaOmbud(reached, codes(chosen["codes"]))
