"""The register of powers of attorney as a process of its own, and people who act by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from armkrok.core.identity.models import Person, Session
from armkrok.core.mandates.models import Mandate
from armkrok.kit.days import now
from armkrok.site.introducing import introduce
from tests.support.simulators import CALLER, running
from tests.support.visitor import Page, Visitor

PAGE = "/mina/ombud/"
GUARDIAN = "MOP0000000001"
CUSTODIAN = "MOP0000000002"
SIGNATORY = "MOF0000000003"
ELSEWHERE = "MOP0000000005"


@dataclass(frozen=True)
class Mandates:
    """Where the register answers, and its switches."""

    url: str

    def fail(self, fault: str) -> None:
        """Let the register fail."""
        CALLER.post(f"{self.url}/control/faults", json={"fault": fault}).raise_for_status()

    def withdraw(self, reference: str) -> None:
        """Somebody takes a mandate back."""
        CALLER.post(f"{self.url}/control/withdraw", json={"reference": reference}).raise_for_status()

    def heal(self) -> None:
        """No faults, nothing withdrawn."""
        for switch in ("faults", "withdraw"):
            CALLER.delete(f"{self.url}/control/{switch}").raise_for_status()

    def asked(self) -> int:
        """How many questions it has had."""
        return int(CALLER.get(f"{self.url}/healthz").json()["asked"])


@pytest.fixture(scope="session")
def mandate_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Started once a test process, when it is needed."""
    home: Path = tmp_path_factory.mktemp("mandates")
    introduce(home / "people.json")
    with running("armkrok.simulators.mandates", home, "--people", str(home / "people.json")) as url:
        yield url


@pytest.fixture
def mandates(mandate_register: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mandates]:
    """The register without faults; the settings lead to it."""
    told = {
        "url": f"{mandate_register}/dfm/formedlare/v1", "token_url": f"{mandate_register}/oauth2/token",
        "client_id": "armkrok", "client_secret": "prov", "third_party": "2120009903",
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setitem(settings.MANDATES, name, value)
    found = Mandates(mandate_register)
    found.heal()
    yield found
    found.heal()


def granted(holder: Person, principal: Person) -> dict[str, object]:
    """A right in force, just checked, without any register; the values of a session that acts by it."""
    mandate = Mandate.objects.create(
        holder=holder, principal=principal, kind=Mandate.Kind.GUARDIAN, source="prov", reference="prov"
    )
    return {"principal": principal, "mandate_id": mandate.pk}


def right(holder: Visitor, reference: str) -> Mandate:
    """The holder's right as the page has found it."""
    return Mandate.objects.get(holder=holder.person, reference=reference, ended_at=None)


def act(holder: Visitor, reference: str = GUARDIAN) -> Page:
    """Choose on the page for whom to act; where that leads."""
    holder.get(PAGE)
    return holder.post(PAGE + "agera/", {"mandate": str(right(holder, reference).pk)})


def grow_old(holder: Visitor, minutes: int) -> None:
    """So long since the register was asked."""
    moment = now() - timedelta(minutes=minutes)
    Mandate.objects.filter(holder=holder.person).update(checked_at=moment, tried_at=moment)


def session_of(holder: Visitor) -> Session:
    """Her log-in as it is now."""
    return Session.objects.filter(person=holder.person, ended_at=None).latest("created_at")
