"""Providers at simulators that are processes of their own, and a browser that goes there and back."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings

from armkrok.core.eid.elsewhere import answer_address
from armkrok.core.eid.models import Provider
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.oidc import forget, new_client_key, public_jwks
from armkrok.core.identity.oidc.presets import preset
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site import towns as data
from armkrok.site.introducing import introduce
from armkrok.site.settling import Settled
from tests.support.openid import BROWSER, OpenId, simulated
from tests.support.visitor import Page, Visitor

LEAVE = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


@pytest.fixture(scope="session")
def running_openid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenId]:
    """Started once, with the people of the two towns."""
    home = tmp_path_factory.mktemp("eid-openid")
    introduce(home / "people.json")
    with simulated(home, "--people", str(home / "people.json")) as openid:
        yield openid


@pytest.fixture
def openid(running_openid: OpenId, settings: Any) -> Iterator[OpenId]:
    """The simulator, which tells the truth."""
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    forget()
    running_openid.heal()
    yield running_openid
    running_openid.heal()
    forget()


@dataclass
class Ways:
    """The test e-ID of everybody, and Sundby's own log-in."""

    openid: OpenId
    everybodys: Provider
    sundbys: Provider

    def out(self, browser: Visitor, provider: Provider) -> str:
        """The browser presses the provider's button; where it is sent."""
        page = browser.get("/logga-in/", organisation=provider.organisation.slug)
        began = browser.submit(page, f"/logga-in/med/{provider.pk}/")
        return left(browser, began.leads_to)

    def back(self, leave_url: str, person: str = "karin", **more: str) -> str:
        """The address that the provider sends the person back to, without our own host."""
        wanted = {"person": person, **more}
        answer = BROWSER.get(leave_url, params=_params(leave_url) | wanted)
        assert answer.status_code == 303, answer.text[:500]
        return answer.headers["location"].removeprefix(django_settings.BASE_URL)

    def log_in(self, browser: Visitor, provider: Provider, person: str = "karin") -> Page:
        """All the way: out, back, and on; what the order's own page answers."""
        answered = browser.get(self.back(self.out(browser, provider), person), status=302)
        response = browser.client.get(answered.leads_to)
        return browser.looked_at(response, response.status_code)


def left(browser: Visitor, order_url: str) -> str:
    """Where an order's page sends the browser."""
    return html.unescape(LEAVE.findall(browser.get(order_url).html)[0])


def _params(url: str) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    return dict(parse_qsl(urlsplit(url).query))


@pytest.fixture
def ways(openid: OpenId, towns: Settled) -> Ways:
    """Both providers open; Sundby's people have the ids that its log-in knows them by."""
    operator = Organisation.objects.get(is_operator=True)
    sundby = towns.organisations["sundby"]
    with scope(sundby.pk):
        for row in data.people_of("sundby"):
            Member.objects.filter(person=towns.people[row.key]).update(external_id=row.key)
    return Ways(
        openid,
        _provider(openid, operator, "Testlegitimation", "swedish-profile", "e-leg", for_signing=True),
        _provider(openid, sundby, "Sundbys inloggning", "municipal", "sundby"),
    )


def _provider(
    openid: OpenId, place: Organisation, name: str, kind: str, path: str, *, for_signing: bool = False
) -> Provider:
    known = preset(kind)
    assert known
    own = {"assumed_level": LOA3, "accepted": [LOA3]} if kind == "municipal" else {}
    chosen = dict(known.settings) | own | {
        "issuer": f"{openid.url}/{path}", "client_id": f"urn:test:{place.slug}",
        "client_auth": "private_key_jwt",
    }  # fmt: skip
    with scope(place.pk):
        row = Provider(
            kind=Provider.Kind.OIDC, name=name, settings=chosen, is_open=True, for_signing=for_signing
        )
        row.keep_secret(new_client_key())
        row.save()
    openid.control(
        "clients", client_id=chosen["client_id"], redirect_uris=[answer_address(row)], name="Armkrok",
        jwks=public_jwks(row.secret_in_clear()), shape="own" if kind == "municipal" else "swedish",
        signs_userinfo=chosen.get("userinfo") == "signed",
    )  # fmt: skip
    return row
