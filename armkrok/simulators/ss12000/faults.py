"""How the source misbehaves on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

FAULTS: Final = {
    "401": "Svarar att nyckeln inte gäller (401)",
    "403": "Svarar att man inte får läsa (403)",
    "404": "Svarar att samlingen inte finns (404)",
    "429": "Svarar att man frågar för ofta (429)",
    "500": "Svarar med fel (500)",
    "503": "Svarar att den är upptagen (503)",
    "slow": "Svarar långsamt",
    "cut": "Bryter anslutningen mitt i svaret",
    "torn": "Skickar ett svar som tar slut mitt i",
    "half": "Har bara hälften av varje sida, och säger inget om det",
    "empty": "Har inget i samlingen",
    "loop": "Ger samma sida om och om igen",
    "page": "Svarar med en webbsida i stället för data",
}
ODDITIES: Final = {
    "organisations_key": "Lägger organisationer under ”organisations” i stället för ”data”",
    "no_deleted": "Berättar inte vad som är borttaget",
    "no_subscriptions": "Tar inte emot prenumerationer",
    "large_refused": "Tar högst 50 i taget och svarar annars 503",
    "twice": "Ger det första på varje sida två gånger",
    "misshapen": "Skriver listor i det första på varje sida som text",
}


@dataclass
class Behaviour:
    """The fault there is now: in one collection (or all) and so many times (or until it is mended)."""

    fault: str = ""
    kind: str = ""
    left: int | None = None
    oddities: set[str] = field(default_factory=set)

    def misbehave(self, fault: str, kind: str = "", count: int | None = None) -> None:
        """From now on; raises ValueError for a fault that is not known."""
        if fault and fault not in FAULTS:
            raise ValueError(f"fault: one of {', '.join(FAULTS)}")
        self.fault, self.kind, self.left = fault, kind, count

    def be(self, oddities: set[str]) -> None:
        """Have just these oddities; raises ValueError."""
        if oddities - set(ODDITIES):
            raise ValueError(f"oddities: among {', '.join(ODDITIES)}")
        self.oddities = oddities

    def next(self, kind: str) -> str:
        """The fault that meets this call, which is thereby counted."""
        if not self.fault or self.kind not in {"", kind} or self.left == 0:
            return ""
        if self.left is not None:
            self.left -= 1
        return self.fault
