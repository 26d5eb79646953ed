"""One answer: the person's, a refusal, or a lie."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from armkrok.simulators.saml.asking import Asked
from armkrok.simulators.saml.authority import Authority
from armkrok.simulators.saml.building import Given, build, form
from armkrok.simulators.saml.drafts import TIMES, Draft
from armkrok.simulators.saml.lies import CHANGES, REFUSALS, SAYS
from armkrok.simulators.saml.people import Person

APPROVE: Final = "approve"


@dataclass(frozen=True, slots=True)
class Wish:
    """How to answer: `approve`, a refusal or a lie; what to sign and encrypt; times in seconds from now."""

    action: str = APPROVE
    signs: tuple[str, ...] = ("response", "assertion")
    encrypts: bool = True
    times: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action not in {APPROVE, *REFUSALS, *SAYS, *CHANGES}:
            raise ValueError("no such action")
        if not set(self.times) <= set(TIMES) or not set(self.signs) <= {"response", "assertion"}:
            raise ValueError("no such time, or nothing to sign")


def answer(authority: Authority, asked: Asked, person: Person, wish: Wish) -> Given:
    """The form that carries the answer back."""
    draft = _draft(authority, asked, person, wish)
    changes = dict([CHANGES[wish.action]]) if wish.action in CHANGES else {}
    return form(draft, build(authority, draft, asked.certificate, changes), asked.acs_url)


def _draft(authority: Authority, asked: Asked, person: Person, wish: Wish) -> Draft:
    draft = Draft.about(person, asked, authority.entity_id)
    draft.times |= wish.times
    draft.response = dataclasses.replace(draft.response, is_done="response" in wish.signs)
    draft.assertion = dataclasses.replace(draft.assertion, is_done="assertion" in wish.signs)
    draft.encrypting = dataclasses.replace(draft.encrypting, is_done=wish.encrypts)
    if wish.action in REFUSALS:
        return dataclasses.replace(draft, status=REFUSALS[wish.action])
    return SAYS[wish.action](draft) if wish.action in SAYS else draft
