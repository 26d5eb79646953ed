"""A directory that keeps Sundby's staff."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.systems import known_system

SECRET = "the directory's secret, long enough"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SWEDEN = "urn:x-armkrok:scim:schemas:extension:sweden:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Directory:
    """Speaks SCIM with a town."""

    town: str
    token: str

    def ask(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """The answer's JSON, after its status and media type are found right."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.token}"} | headers}
        if body is not None:
            sent |= {"data": body if isinstance(body, bytes) else json.dumps(body)}
            sent |= {"content_type": "application/scim+json"}
        answer = Client().generic(method, f"/api/v1/{self.town}/scim/v2{path}", **sent)
        assert answer.status_code == status, answer.content
        if status in {204, 304}:
            return None
        assert answer["Content-Type"] == "application/scim+json"
        found = json.loads(answer.content)
        if status >= 400:
            assert found["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
            assert found["status"] == str(status)
        return found

    def add(self, key: str = "ada", status: int = 201, **facts: Any) -> Any:
        """A new user."""
        known = {"schemas": [USER], "userName": f"{key}@sundby.example", "externalId": f"id-{key}"}
        return self.ask("POST", "/Users", known | facts, status)

    def patch(self, user: Any, *operations: Any, status: int = 200, **headers: str) -> Any:
        """Change parts of a user."""
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.ask("PATCH", f"/Users/{user['id']}", body, status, **headers)


def directory_of(towns: Settled, town: str) -> Directory:
    """A system of the town with SCIM's permission and a fresh token."""
    with scope(towns.organisations[town].pk):
        known_system(SECRET, name="Katalogen", client_id="katalogen", scopes=["scim.provision"])
    sent = {"grant_type": "client_credentials", "client_id": "katalogen", "client_secret": SECRET}
    answer = Client().post(f"/api/v1/{town}/oauth/token", sent)
    return Directory(town, answer.json()["access_token"])


@pytest.fixture
def directory(towns: Settled) -> Directory:
    return directory_of(towns, "sundby")
