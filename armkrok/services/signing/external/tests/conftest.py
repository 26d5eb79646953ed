"""The simulated service as a process, and a browser's part in carrying messages to and fro."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import httpx
import lxml.html
import pytest

from armkrok.services.signing.engine.cms import document_attributes
from armkrok.services.signing.external import SentRequest, SignService, Task, services_in, sign_request
from tests.support.simulators import running

NUMBERS = (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text("ascii").split()
KARIN = NUMBERS[40]
RETURN = "https://armkrok.example/sundby/underskrift/extern/svar/"
MESSAGE = "Jag skriver under dokumentet\n\nProtokoll <nr 7> & bilaga\n\nfrån Sundby kommun."


@dataclass(frozen=True)
class Browser:
    """Carries a request to the service, presses a button there, and brings back the form."""

    service: SignService

    def asked(self, sent: SentRequest) -> str:
        """The page that the service shows."""
        return self._posted(sent).text

    def answered(self, sent: SentRequest, action: str = "approve") -> Mapping[str, str]:
        """What would be posted to us."""
        page = self._posted(sent)
        assert page.status_code == 200, page.text
        back = httpx.post(str(page.url), data={"action": action})
        assert back.status_code == 200, back.text
        (form,) = lxml.html.document_fromstring(back.text).forms  # type: ignore[attr-defined]
        assert form.action == sent.return_url
        return {name: str(value) for name, value in form.fields.items()}

    def _posted(self, sent: SentRequest) -> httpx.Response:
        return httpx.post(self.service.url, data=dict(sent.form()), follow_redirects=True)


@pytest.fixture(scope="session")
def sign_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignService]:
    """The agreement with the running simulator."""
    home = tmp_path_factory.mktemp("signservice")
    with running("armkrok.simulators.signservice", home):
        yield services_in(home / "services.toml")["simulerad"]


@pytest.fixture
def browser(sign_service: SignService) -> Browser:
    return Browser(sign_service)


def tasks(count: int = 2) -> tuple[Task, ...]:
    """Attributes of that many documents."""
    digests = (hashlib.sha256(f"document {number}".encode()).digest() for number in range(count))
    return tuple(Task(f"t{number}", document_attributes(one)) for number, one in enumerate(digests))


@pytest.fixture
def sent(sign_service: SignService) -> SentRequest:
    """Karin is asked to sign two documents."""
    return sign_request(sign_service, KARIN, tasks(), return_url=RETURN, message=MESSAGE)


@pytest.fixture
def missing(tmp_path: Path) -> Path:
    return tmp_path / "services.toml"
