"""Sundby with the glass broken, and people with keys that answer in software."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from armkrok.core.access.models import RoleAssignment, Tally
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import digest
from armkrok.core.members.models import Member
from armkrok.core.passkeys.models import BreakGlass
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.authenticator import Authenticator
from tests.support.visitor import Page, Visitor

LOGIN, START = "/logga-in/nyckel/", "/logga-in/nyckel/borja/"
SETTINGS = "/sundby/installningar/nycklar/"
WHERE = "localhost:8000"


@dataclass
class Holder:
    """Somebody at a browser, with a key."""

    visitor: Visitor
    key: Authenticator = field(default_factory=Authenticator)

    def options(self, url: str = START, status: int = 200) -> Any:
        """What the script is told to ask the authenticator for."""
        answer = self.visitor.client.post(url, {"csrfmiddlewaretoken": self.visitor.token})
        assert answer.status_code == status, answer.content
        return answer.json()

    def add(self, url: str = f"{SETTINGS}ny/", *, status: int = 302, **bent: Any) -> Page:
        """A new key, by the page at the address."""
        answer = self.key.made(self.options(f"{url}borja/"), **bent)
        return self.visitor.post(url, {"name": "Min nyckel", "credential": answer}, status=status)

    def log_in(self, *, status: int = 302, **bent: Any) -> Page:
        """Use the key."""
        return self.send(self.key.used(self.options(), **bent), status=status)

    def send(self, answer: str, *, status: int = 302) -> Page:
        """Send an answer, whichever."""
        return self.visitor.post(LOGIN, {"credential": answer}, status=status)

    def session(self) -> Session | None:
        """The running session of this browser's cookie."""
        cookie = self.visitor.client.cookies.get(settings.LOGIN_COOKIE)
        return (
            Session.objects.filter(token_hash=digest(cookie.value), ended_at=None).first() if cookie else None
        )


def at_localhost(visitor: Visitor) -> Visitor:
    """The browser visits the address where keys work."""
    visitor.client.defaults["HTTP_HOST"] = WHERE
    return visitor


@pytest.fixture
def opened(towns: Settled) -> Settled:
    """Both towns let people in by key."""
    for place, key in (("sundby", "sara"), ("norrvik", "birgitta")):
        with scope(towns.organisations[place].pk):
            BreakGlass.objects.create(opened_by=towns.people[key], reason="KS 2026/17")
    return towns


@pytest.fixture
def holder(opened: Settled) -> Callable[[str], Holder]:
    """`holder("sara")` is Sara, logged in with BankID just now, with an authenticator; "" is nobody."""

    def holder(key: str = "") -> Holder:
        return Holder(at_localhost(Visitor(opened.people[key] if key else None)))

    return holder


@pytest.fixture
def sara(holder: Callable[[str], Holder]) -> Holder:
    """Sara of Sundby has a key, and sits at a browser where she is not logged in."""
    made = holder("sara")
    made.add()
    return Holder(at_localhost(Visitor()), made.key)


def told(towns: Settled, town: str = "sundby") -> list[tuple[str, dict[str, Any]]]:
    """What the organisation's log says, in order; `armkrok` is the operator's."""
    place = Organisation.objects.get(slug=town)
    with scope(place.pk):
        return list(AuditRow.objects.order_by("at", "id").values_list("event", "facts"))


def operator_with(towns: Settled, key: str) -> Organisation:
    """The operator, where the person is an administrator."""
    place = Organisation.objects.get(is_operator=True)
    with scope(place.pk):
        Member.objects.create(
            person=towns.people[key], email=f"{key}@armkrok.example", joined_at=now() - timedelta(days=30)
        )
        RoleAssignment.objects.create(person=towns.people[key], role="administrator")
    return place


def random_id() -> bytes:
    """An id that no key has."""
    return secrets.token_bytes(32)


def reasons(towns: Settled) -> list[str]:
    """Why log-ins were refused, as the operator's log says."""
    return [facts["reason"] for event, facts in told(towns, "armkrok") if event == "LoginRefused"]


def forget_limits() -> None:
    """A minute later."""
    Tally.objects.all().delete()
