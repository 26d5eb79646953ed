"""Choosing who comes instead: a colleague, or somebody outside."""

from dataclasses import dataclass
from typing import Any

from django import forms

from armkrok.core.access.actor import ActorRequest
from armkrok.core.identity.people import NumberRefused, find_or_add, read_number
from armkrok.services.signing.actions.taking_over import Substitute
from armkrok.services.signing.forms.asking import ColleagueInsteadForm, OutsiderInsteadForm

KINDS: dict[str, type[forms.Form]] = {"member": ColleagueInsteadForm, "outsider": OutsiderInsteadForm}


@dataclass(frozen=True)
class Chosen:
    """Who, and why."""

    substitute: Substitute
    why: str


@dataclass(frozen=True)
class SubstituteForms:
    """Both forms of the page; the one that was sent is bound, and named in `deed`."""

    deed: str
    both: dict[str, forms.Form]

    @property
    def context(self) -> dict[str, Any]:
        """What signing/substitute.html needs of them."""
        return {
            "member_form": self.both["member"],
            "outsider_form": self.both["outsider"],
            "open_form": self.deed,
            "forms": [self.both[self.deed]] if self.deed else [],
        }


def substitute_forms(request: ActorRequest) -> SubstituteForms:
    """The forms as they stand in this request."""
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    deed = deed if deed in KINDS else ""
    both = {name: kind(request.POST if name == deed else None, prefix=name) for name, kind in KINDS.items()}
    return SubstituteForms(deed, both)


def chosen(request: ActorRequest, found: SubstituteForms) -> Chosen | None:
    """Whom the sent form names, or nobody: then its errors say why."""
    if not found.deed or not found.both[found.deed].is_valid():
        return None
    form = found.both[found.deed]
    given = form.cleaned_data
    if found.deed == "member":
        member = given["member"]
        return Chosen(Substitute(member.person, member.person.name, member.email, member.title), given["why"])
    try:
        person = find_or_add(read_number(given["number"]), given["name"])
    except NumberRefused as refusal:
        form.add_error("number", str(refusal.text))
        return None
    return Chosen(Substitute(person, given["name"], given["email"]), given["why"])
