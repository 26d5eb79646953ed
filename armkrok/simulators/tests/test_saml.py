"""The SAML identity provider's pages and switches. What it answers is judged where answers are read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree, html

from armkrok.simulators.tests.conftest import Running, started

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
ACS_URL = "https://sundby.example/svar"
ENTITY_ID = "https://sundby.example/saml"


@pytest.fixture(scope="module")
def running_saml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One provider for the module, with one relying party."""
    if find_spec("saml2") is None or shutil.which("xmlsec1") is None:
        pytest.skip("the SAML simulator needs pysaml2 and xmlsec1")
    home = tmp_path_factory.mktemp("saml")
    with started(
        "armkrok.simulators.saml", home, "--sp-metadata", str(home / "sp"), "--answer", "ask"
    ) as running:
        _introduce(home)
        yield running


@pytest.fixture
def saml(running_saml: Running) -> Running:
    """The provider, as new."""
    running_saml.post("/control/mode", answer="ask")
    return running_saml


def test_metadata_is_served_and_written(saml: Running) -> None:
    served = etree.fromstring(saml.http.get("/metadata").content)
    assert served.get("entityID") == f"{saml.url}/metadata"
    assert (saml.home / "metadata.xml").read_bytes().startswith(b"<")
    assert served.find(f"{MD}IDPSSODescriptor") is not None


def test_a_person_is_chosen_and_the_form_goes_back(saml: Running) -> None:
    page = saml.http.get(_leave_url(saml), follow_redirects=True)
    buttons = [one.get("value") for one in html.fromstring(page.text).iter("button")]
    assert {"maria", "nadia"} <= set(buttons)
    back = html.fromstring(saml.http.post(page.url.path, data={"person": "maria"}).text)
    assert back.xpath("//form[@method='post']/@action") == [ACS_URL]
    assert back.xpath("//input[@name='RelayState']/@value") == ["state-1"]
    assert back.xpath("string-length(//input[@name='SAMLResponse']/@value) > 1000")
    assert back.xpath("//form//button")


def test_an_answer_is_given_once(saml: Running) -> None:
    page = saml.http.get(_leave_url(saml), follow_redirects=True)
    assert saml.http.post(page.url.path, data={"action": "cancel"}).status_code == 200
    again = saml.http.post(page.url.path, data={"action": "cancel"})
    assert (again.status_code, "finns inte längre" in again.text) == (404, True)


def test_in_automatic_mode_nobody_is_asked(saml: Running) -> None:
    saml.post("/control/mode", answer="auto", person="nadia")
    answer = saml.http.get(_leave_url(saml))
    assert answer.status_code == 200
    assert html.fromstring(answer.text).xpath("//form/@action") == [ACS_URL]


@pytest.mark.parametrize("change", ["", "SAMLRequest", "RelayState", "Signature", "SigAlg"])
def test_a_request_that_is_not_the_relying_partys_is_refused(saml: Running, change: str) -> None:
    url = _leave_url(saml)
    altered = url.replace(f"{change}=", f"{change}=A", 1) if change else f"{saml.url}/sso"
    assert saml.http.get(altered).status_code == 400


def test_a_stranger_is_refused(saml: Running) -> None:
    assert saml.http.get(_leave_url(saml, issuer="https://stranger.example/")).status_code == 400


def _leave_url(saml: Running, issuer: str = ENTITY_ID) -> str:
    """A request signed with the relying party's key."""
    from cryptography.hazmat.primitives import hashes
    from saml2 import saml as assertions
    from saml2 import samlp
    from saml2.pack import http_redirect_message
    from saml2.sigver import RSASigner, import_rsa_key_from_file
    from saml2.time_util import instant
    from saml2.xmldsig import SIG_RSA_SHA256

    class OurKey:
        def get_signer(self, algorithm: str) -> RSASigner:
            return RSASigner(hashes.SHA256(), import_rsa_key_from_file(str(saml.home / "sp.key")))

    request = samlp.AuthnRequest(
        id="_request",
        version="2.0",
        issue_instant=instant(),
        destination=f"{saml.url}/sso",
        issuer=assertions.Issuer(text=issuer),
        assertion_consumer_service_url=ACS_URL,
    )
    message = http_redirect_message(
        request, f"{saml.url}/sso", "state-1", sigalg=SIG_RSA_SHA256, sign=True, backend=OurKey()
    )
    return str(dict(message["headers"])["Location"])


def _introduce(home: Path) -> None:
    """A relying party's key, and its metadata where the provider looks for it."""
    from saml2 import BINDING_HTTP_POST
    from saml2.config import SPConfig
    from saml2.metadata import entity_descriptor

    from armkrok.simulators.saml import authority

    keys = authority.Keys(home / "keys" / "stranger.key", home / "keys" / "stranger.pem")
    shutil.copy(keys.key, home / "sp.key")
    config = SPConfig().load(
        {
            "entityid": ENTITY_ID,
            "service": {"sp": {"endpoints": {"assertion_consumer_service": [(ACS_URL, BINDING_HTTP_POST)]}}},
            "key_file": str(keys.key),
            "cert_file": str(keys.certificate),
            "encryption_keypairs": [{"key_file": str(keys.key), "cert_file": str(keys.certificate)}],
        }
    )
    (home / "sp").mkdir()
    (home / "sp" / "sundby.xml").write_bytes(entity_descriptor(config).to_string())
