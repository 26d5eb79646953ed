"""What a check of an evidence package answers, and the words for it in plain Swedish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from armkrok.services.signing.engine.validation.report import Verdict

_SENTENCES = {
    "all_intact": "Paketet är orört: varje fil är den som stämplades, och inget har lagts till.",
    "altered": "Lita inte på det här paketet. Något har ändrats, tagits bort eller lagts till.",
    "seal_wrong": "Lita inte på det här paketet. Stämpeln stämmer inte.",
    "no_seal": "Paketet har ingen stämpel som går att kontrollera.",
    "not_a_package": "Filen är inte ett bevispaket.",
    "member_broken": "En fil i paketet går inte att läsa.",
    "too_large": "Paketet är för stort för att kontrolleras.",
    "encrypted": "Paketet är låst med lösenord och går inte att kontrollera.",
    "names": "Paketet har filnamn som kan lura den som packar upp det.",
    "hidden_bytes": "Det ligger något okänt mellan filerna i paketet.",
    "unknown_issuer": "Paketet är helt, men den som stämplade det finns inte på någon lista vi litar på.",
    "timestamp_wrong": "Lita inte på det här paketet. Tidsstämpeln stämmer inte.",
    "time_unproven": "Paketet är helt, men ingen betrodd tidsstämpel visar när det stämplades.",
    "expired": "Certifikatet gällde inte när paketet stämplades.",
    "unreadable": "Paketet går inte att läsa.",
    "timeout": "Kontrollen tog för lång tid och avbröts.",
    # what is wrong with a member
    "changed": "Innehållet är ändrat.",
    "missing": "Filen saknas.",
    "added": "Filen har lagts till.",
    "weak_algorithm": "Filens kontrollsumma bygger på en metod som inte längre är säker.",
}


@dataclass(frozen=True)
class MemberFault:
    """A member not as it was sealed. Codes: changed, missing, added, weak_algorithm, member_broken."""

    path: str
    code: str

    @property
    def reason(self) -> str:
        """The code in words."""
        return sentence(self.code)


@dataclass(frozen=True)
class PackageReport:
    """The verdict on an evidence package, and who sealed it when."""

    verdict: Verdict
    code: str
    sha256: str = ""
    members: int = 0
    faults: Sequence[MemberFault] = ()
    sealed_by: str = ""
    issuer: str = ""
    trusted_by: str = ""
    certificate_serial: str = ""
    sealed_at: datetime | None = None

    @property
    def reason(self) -> str:
        """The code in words."""
        return sentence(self.code)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; times in ISO 8601, UTC."""
        return {
            "verdict": self.verdict,
            "code": self.code,
            "reason": self.reason,
            "sha256": self.sha256,
            "members": self.members,
            "faults": [{"path": one.path, "code": one.code, "reason": one.reason} for one in self.faults],
            "sealed_by": self.sealed_by,
            "issuer": self.issuer,
            "trusted_by": self.trusted_by,
            "certificate_serial": self.certificate_serial,
            "sealed_at": self.sealed_at.isoformat() if self.sealed_at else None,
        }


def sentence(code: str) -> str:
    """The sentence for a code, or the code itself if it has none."""
    return _SENTENCES.get(code, code)
