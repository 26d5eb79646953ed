"""Sending a message to an address that somebody else has chosen."""

from dataclasses import dataclass

from armkrok.core.outgoing.calling import WHOLE, calling


@dataclass(frozen=True)
class Answer:
    """The status that the other side answered with; nothing else of the answer is read."""

    status: int


def post(
    url: str, body: bytes, headers: dict[str, str], *, seconds: float = WHOLE, organisation: str = ""
) -> Answer:
    """Send `body` once and give the answer's status; raises NotDelivered.

    `organisation` is the slug of whoever calls, when it may have systems on an inner network.
    """
    with calling("POST", url, body, headers, seconds=seconds, organisation=organisation) as answer:
        return Answer(answer.status)
