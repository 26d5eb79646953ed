"""The systems that come to every operation of the API: each with one thing wrong with its token."""

import inspect
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from armkrok.core import registry
from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.access.systems import hashed, issuer
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site import towns as data
from tests.support.mirrored import World
from tests.support.routes import Operation
from tests.support.walking import BROKEN, IN, OPEN, OTHER, OWN, addresses, outcome, undone

TOKEN = "t" * 43
SAID = {
    "reason": "other", "identified": "Körkort", "sign_by": "2099-12-31", "email": "ny@sundby.example",
    "name": "Ny Person",
    "personal_number": data.person("mikael").number, "page": 1, "x": 10, "y": 10, "day": "2026-01-01",
    "body_id": "00000000-0000-0000-0000-000000000000", "meeting_day": "2026-01-01",
}  # fmt: skip


class System:
    """What calls: its headers, and nothing else of a browser."""

    def __init__(self, token: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, operation: Operation, address: str) -> str:
        """What a call with something of everything in it gets; with a file when the operation takes one."""
        known: dict[str, Any] = {"headers": self.headers}
        if "file" in str(inspect.signature(operation.view)):
            sent = SAID | {"people": "[]", "title": "x", "file": _file(), "files": _file()}
            return outcome(lambda: self.client.post(address, sent, **known))
        known |= {"content_type": "application/json", "data": json.dumps(SAID)}
        return outcome(lambda: self.client.generic(operation.method, address, **known))


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("x.pdf", b"%PDF-", "application/pdf")


def come(asker: str, world: World, operation: Operation) -> System:
    """The system before the operation; undo it afterwards."""
    if asker == "nobody":
        return System()
    slug = OTHER if asker == "elsewhere" else OWN
    with scope(world.towns.organisations[slug].pk):
        scopes = [permission.key for permission in registry.permissions()]
        token = _token(slug, scopes)
        TROUBLES.get(asker, _nothing)(token, operation)
    return System("x" + TOKEN[1:] if asker == "garbage" else TOKEN)


def _token(slug: str, scopes: list[str]) -> AccessToken:
    client = ApiClient.objects.get()
    ApiClient.objects.filter(pk=client.pk).update(per_minute=1_000_000)
    return AccessToken.objects.create(
        client=client,
        token_hash=hashed(TOKEN),
        scopes=scopes,
        audience=issuer(slug),
        expires_at=now() + timedelta(minutes=5),
    )


def _nothing(_token: AccessToken, _operation: Operation) -> None:
    return


def _expired(token: AccessToken, _operation: Operation) -> None:
    AccessToken.objects.filter(pk=token.pk).update(expires_at=now() - timedelta(seconds=1))


def _narrow(token: AccessToken, operation: Operation) -> None:
    """Every scope but the one that is needed."""
    needed = getattr(operation.view, "permission", "")
    AccessToken.objects.filter(pk=token.pk).update(scopes=[key for key in token.scopes if key != needed])


def _closed(token: AccessToken, _operation: Operation) -> None:
    ApiClient.objects.filter(pk=token.client_id).update(closed_at=now())


def _far_away(token: AccessToken, _operation: Operation) -> None:
    ApiClient.objects.filter(pk=token.client_id).update(networks=["192.0.2.0/24"])


def _for_another_place(token: AccessToken, _operation: Operation) -> None:
    AccessToken.objects.filter(pk=token.pk).update(audience=issuer(OWN) + "/annat")


def _off(_token: AccessToken, operation: Operation) -> None:
    key = getattr(operation.view, "permission", "").partition(".")[0]
    OpenService.objects.filter(service_key=key).delete()


def _only_right(token: AccessToken, operation: Operation) -> None:
    AccessToken.objects.filter(pk=token.pk).update(scopes=[getattr(operation.view, "permission", "")])


TROUBLES: dict[str, Callable[[AccessToken, Operation], None]] = {
    "expired": _expired,
    "narrow": _narrow,
    "closed": _closed,
    "network": _far_away,
    "audience": _for_another_place,
    "off": _off,
    "right": _only_right,
}


def fault(operation: Operation, world: World, system: System, expected: str) -> str:
    """How the operation's answer differs from what is expected; empty when it does not."""
    places = addresses(operation, world, town=OWN, things_of=OWN)
    if expected in {IN, OPEN}:
        with undone():
            got = [system.ask(operation, place) for place in places]
        return f"{got} instead of being let in" if BROKEN in got or (expected == IN and IN not in got) else ""
    got = [system.ask(operation, next(places))]
    return "" if got == [expected] else f"{got[0]}, not {expected}"


def home() -> Organisation:
    """The organisation whose API is asked."""
    return Organisation.objects.get(slug=OWN)
