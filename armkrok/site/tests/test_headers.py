"""What every answer tells the browser, and how cookies are set (OWASP ASVS 5.0.0 sections 3.3-3.5, 14.3)."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import begin, client_ip
from tests.support.people import Visit
from tests.support.visitor import BANKID_LOA

ASK = (
    "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in ("
    "'LOGIN_COOKIE', 'BROWSER_COOKIE', 'WAY_COOKIE', 'CSRF_COOKIE_NAME', 'CSRF_COOKIE_SECURE',"
    "'CSRF_COOKIE_HTTPONLY', 'SECURE_COOKIES', 'SECURE_HSTS_SECONDS', 'SECURE_HSTS_INCLUDE_SUBDOMAINS',"
    "'DEBUG')}))"
)


def _policy(response: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, _space, values in parts}


@pytest.mark.parametrize("path", ["/", "/logga-in/", "/finns-inte/", "/sundby/"])
def test_every_page_closes_itself(visit: Visit, path: str) -> None:
    response = visit().client.get(path, headers={"Origin": "https://elsewhere.example"})
    policy = _policy(response)
    assert policy["default-src"] == "'none'"
    assert policy.get("object-src", "'none'") == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_the_api_lets_no_other_origin_in(visit: Visit) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    address = "/api/v1/sundby/oauth/token"
    for response in (visit().client.options(address, headers=headers), visit().client.post(address)):
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_pages_for_somebody_are_not_kept_by_the_browser(visit: Visit) -> None:
    response = visit("amina").get("/mina/").response
    assert response["Cache-Control"] == "private, no-store"


def test_the_log_in_cookie_is_out_of_reach(settings: Settings, visit: Visit) -> None:
    settings.SECURE_COOKIES = True
    response = HttpResponse()
    person = visit("amina").person
    assert person
    begin(RequestFactory().get("/"), response, person, method="bankid", loa=BANKID_LOA)
    cookie = response.cookies[settings.LOGIN_COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert len(cookie.value) == 43


def test_a_link_logs_nobody_out(visit: Visit) -> None:
    amina = visit("amina")
    assert amina.client.get(reverse("logout")).status_code == 405
    assert Session.objects.filter(person=amina.person, ended_at=None).exists()


def test_a_foreign_form_changes_nothing(visit: Visit) -> None:
    amina = visit("amina")
    assert amina.client.post(reverse("logout")).status_code == 403
    assert Session.objects.filter(person=amina.person, ended_at=None).exists()


def test_under_https_cookies_are_bound_to_the_host() -> None:
    known = {"ARMKROK_URL": "https://armkrok.sundby.example", "ARMKROK_HOME": str(settings.HOME)}
    environment = {**os.environ, **known, "DJANGO_SETTINGS_MODULE": "armkrok.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    names = [said.pop(name) for name in ("LOGIN_COOKIE", "BROWSER_COOKIE", "WAY_COOKIE", "CSRF_COOKIE_NAME")]
    assert all(name.startswith("__Host-") for name in names)
    assert said.pop("SECURE_HSTS_SECONDS") >= 365 * 86400
    assert said.pop("DEBUG") is False
    assert all(said.values())


def test_the_way_out_is_on_every_page_of_ones_own(visit: Visit) -> None:
    assert visit("amina").get("/mina/").find(f"//form[@action='{reverse('logout')}']//button")


@pytest.mark.parametrize(
    "path", ["/.git/config", "/static/", "/static/ui/", "/armkrok/site/settings.py", "/.env"]
)
def test_nothing_but_pages_and_assets_is_served(visit: Visit, path: str) -> None:
    assert visit().client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 203.0.113.10", "203.0.113.9"),
        (2, "203.0.113.10", "192.0.2.1"),
    ],
)
def test_nobody_chooses_the_address_she_comes_from(
    settings: Settings, proxies: int, forwarded: str, believed: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert client_ip(request) == believed
