"""Logging in by an organisation's own SAML provider, from the button to the session."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.conf import settings as django_settings

from armkrok.core.eid import protocols
from armkrok.core.eid.elsewhere import answer_address
from armkrok.core.eid.models import Provider
from armkrok.core.eid.tests.conftest import left
from armkrok.core.eid.tests.test_providers import reasons
from armkrok.core.identity.models import Session
from armkrok.core.identity.saml import availability, keys, presets
from armkrok.core.tenants.scope import scope
from armkrok.site.introducing import introduce
from armkrok.site.settling import Settled
from tests.support.simulators import running
from tests.support.visitor import Visitor

BUTTON = "/logga-in/med/"


@dataclass
class Idp:
    """The running provider, and the folder where it looks for our metadata."""

    url: str
    home: Path

    def answer(self, leave_url: str, **wish: object) -> dict[str, str]:
        """What the browser would post to us."""
        wanted = {"leaveUrl": leave_url, "person": "ante"} | wish
        reply = httpx.post(f"{self.url}/control/answer", json=wanted, timeout=30).raise_for_status()
        fields: dict[str, str] = reply.json()
        return {name: fields[name] for name in ("SAMLResponse", "RelayState")}


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Idp]:
    """Started once, with the people of the two towns."""
    if not availability.is_available():
        pytest.skip(str(availability.why_not()))
    home = tmp_path_factory.mktemp("eid-saml")
    (home / "sp").mkdir()
    introduce(home / "people.json")
    known = ("--people", str(home / "people.json"), "--sp-metadata", str(home / "sp"), "--answer", "ask")
    with running("armkrok.simulators.saml", home, *known) as url:
        yield Idp(url, home)


@pytest.fixture
def norrviks(idp: Idp, towns: Settled) -> Provider:
    """Norrvik's own provider, which trusts us."""
    place = towns.organisations["norrvik"]
    with scope(place.pk):
        row = Provider(kind=Provider.Kind.SAML, name="Norrviks inloggning", is_open=True)
        row.settings = presets.PRESETS["sweden-connect"] | {
            "idp_entity_id": f"{idp.url}/metadata",
            "idp_metadata": (idp.home / "metadata.xml").read_text(),
            "sp_entity_id": "https://armkrok.example/norrvik/saml",
        }
        row.keep_secret(keys.create(place.name))
        row.save()
        (idp.home / "sp" / "norrvik.xml").write_bytes(protocols.metadata(row, answer_address(row)))
    return row


def out(browser: Visitor, provider: Provider) -> str:
    """Where the provider's button sends the browser."""
    page = browser.get("/logga-in/", organisation="norrvik")
    return left(browser, browser.submit(page, f"{BUTTON}{provider.pk}/").leads_to)


def answer_path(provider: Provider) -> str:
    return answer_address(provider).removeprefix(django_settings.BASE_URL)


def test_norrviks_own_log_in_holds_in_norrvik(idp: Idp, norrviks: Provider, towns: Settled) -> None:
    browser = Visitor()
    fields = idp.answer(out(browser, norrviks))
    posted = browser.client.post(answer_path(norrviks), fields)
    assert posted.status_code == 302
    assert Session.objects.count() == 0, "the answer came from another site: nobody is logged in by it"
    assert browser.get(posted.headers["Location"], status=302).leads_to == "/mina/"
    session = Session.objects.get()
    assert (session.person, session.organisation_id) == (towns.people["ante"], norrviks.organisation_id)
    assert browser.get("/norrvik/underskrift/").status == 200
    assert browser.get("/sundby/underskrift/", status=302).leads_to.startswith("/logga-in/")


def test_the_answer_is_taken_once_and_helps_its_own_browser_alone(idp: Idp, norrviks: Provider) -> None:
    attacker, victim = Visitor(), Visitor()
    fields = idp.answer(out(attacker, norrviks))
    first = victim.client.post(answer_path(norrviks), fields)
    assert victim.get(first.headers["Location"], status=404).status == 404
    assert victim.client.post(answer_path(norrviks), fields).status_code == 404
    assert Session.objects.count() == 0


def test_an_answer_nobody_asked_for_is_refused(idp: Idp, norrviks: Provider) -> None:
    fields = idp.answer(out(Visitor(), norrviks)) | {"RelayState": "x" * 43}
    assert Visitor().client.post(answer_path(norrviks), fields).status_code == 404


def test_a_changed_answer_is_refused_and_the_log_is_told_why(idp: Idp, norrviks: Provider) -> None:
    browser = Visitor()
    fields = idp.answer(out(browser, norrviks))
    changed = fields["SAMLResponse"][:-400] + "A" * 8 + fields["SAMLResponse"][-392:]
    posted = browser.client.post(answer_path(norrviks), fields | {"SAMLResponse": changed})
    page = browser.get(posted.headers["Location"])
    assert "gick inte att kontrollera" in page.text
    assert Session.objects.count() == 0
    assert len(reasons(norrviks.organisation)) == 1


def test_our_metadata_is_public_while_the_provider_is_open(norrviks: Provider) -> None:
    address = f"/logga-in/saml/{norrviks.pk}/metadata.xml"
    answer = Visitor().client.get(address)
    assert answer.status_code == 200
    assert answer_address(norrviks).encode() in answer.content
    assert b"PRIVATE" not in answer.content
    with scope(norrviks.organisation_id):
        Provider.objects.update(is_open=False)
    assert Visitor().client.get(address).status_code == 404
