"""What a source can answer, and what is said when it cannot be used. Texts are for officers, in Swedish."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""


class NoAnswer(Exception):
    """Nothing came: cut, refused, too slow, too much.

    `is_fatal` when another try would be as vain, as with a bad certificate.
    """

    def __init__(self, why: str, *, is_fatal: bool = False, was_too_much: bool = False) -> None:
        super().__init__(why)
        self.is_fatal, self.was_too_much = is_fatal, was_too_much


Caller = Callable[[Call], Answer]
"""Makes one call; raises NoAnswer."""


class SourceProblem(Exception):
    """The source could not be read; the text tells an officer why and what to do, without personal data."""


class NotLetIn(SourceProblem):
    """401: the key, or the id and secret, do not hold."""

    def __init__(self) -> None:
        super().__init__("Källan släpper inte in oss. Hämta en ny nyckel hos leverantören och lägg in den.")


class NotAllowed(SourceProblem):
    """403: we may not read this."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Källan låter oss inte läsa {what}. Be leverantören ge nyckeln rätt till det.")


class NotOffered(SourceProblem):
    """404: the source does not have the collection."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Källan har inte {what}. Kontrollera adressen, och att källan har SS 12000:2020.")


class Refused(SourceProblem):
    """Another 4xx: the source does not take the question."""

    def __init__(self, what: str, status: int) -> None:
        super().__init__(f"Källan tog inte emot frågan om {what} (fel {status}). Kontakta leverantören.")


class GaveUp(SourceProblem):
    """5xx, 429 or no answer, time after time. `was_too_much`: a smaller question may be answered."""

    def __init__(self, what: str, why: str, *, was_too_much: bool = False) -> None:
        super().__init__(f"Källan svarade inte som den skulle om {what}: {why}. Försök igen senare.")
        self.was_too_much = was_too_much


class Garbled(SourceProblem):
    """An answer that is not what SS 12000 says."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"Källans svar om {what} går inte att läsa: {why}. Kontakta leverantören.")
