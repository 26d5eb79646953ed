"""Requests at different stages, made by the actions themselves."""

from collections.abc import Callable

import pytest

from armkrok.core.members.models import Group
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.models import SigningRequest
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import inside
from tests.support.simulators import Simulators

Ask = Callable[..., SigningRequest]


@pytest.fixture
def ask() -> Ask:
    """`ask(towns, "karin", "elif")`: Amina has asked them to sign; "group" asks the cooperation group."""

    def ask(towns: Settled, *keys: str, group: bool = False, pages: int = 2) -> SigningRequest:
        with inside(towns, "amina") as actor:
            draft = uploading.upload([minutes(pages)], "protokoll.pdf", by=actor)
            for key in keys:
                person = towns.people[key]
                drafting.add_person(draft, person, name=person.name, email=f"{key}@sundby.example", title="")
            if group:
                drafting.add_group(draft, Group.objects.get())
            return sending.send(draft, by=actor)

    return ask


@pytest.fixture
def asked(towns: Settled, ask: Ask, simulators: Simulators) -> SigningRequest:
    """Karin and Elif are asked; whoever answers them is there."""
    return ask(towns, "karin", "elif")
