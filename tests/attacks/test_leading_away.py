"""Open redirects (CWE-601) and false hosts: nobody is led to another site, by an address or by a header."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

import armkrok
from armkrok.core.eid.models import EidOrder
from armkrok.site.settling import Settled
from tests.support.people import Visit

EVIL = [
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "http:evil.example", "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
    "//evil.example@127.0.0.1/", "//127.0.0.1@evil.example/", "https://127.0.0.1:8000@evil.example/",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "//evil\uff0eexample", "/\x00/evil.example",
    " //evil.example", "%2f%2fevil.example", "https:evil.example", "//%65vil.example",
    "/\r\nLocation: //evil.example",
    "http://testserver.evil.example/", "//testserver:80@evil.example", "mina/", "?x", "#x", "/" + "x" * 600,
]  # fmt: skip


def _stays(target: str) -> bool:
    """Whether a browser that follows the address stays on our site."""
    flat = target.replace("\\", "/")
    parts = urlsplit(flat)
    return flat.startswith("/") and not flat.startswith("//") and not parts.netloc and target.isprintable()


def test_the_page_after_log_in_is_ours(visit: Visit) -> None:
    """To somebody who is logged in already, who is sent on at once."""
    amina = visit("amina").client
    led_to = {target: amina.get("/logga-in/", {"next": target})["Location"] for target in EVIL}
    assert led_to == dict.fromkeys(EVIL, "/mina/")


def test_the_page_after_a_change_of_language_is_ours(visit: Visit) -> None:
    visitor = visit()
    led_to = {one: visitor.post("/sprak/", {"language": "en", "next": one}).leads_to for one in EVIL}
    assert led_to == dict.fromkeys(EVIL, "/")


def test_the_log_in_page_does_not_carry_it_on(visit: Visit) -> None:
    visitor = visit()
    for target in EVIL:
        page = visitor.get("/logga-in/", next=target)
        carried = {form.xpath("string(.//input[@name='next']/@value)") for form in page.find("//main//form")}
        assert carried <= {""}, target


def test_an_order_keeps_no_foreign_address(visit: Visit) -> None:
    visit().client.post("/logga-in/bankid/", {"next": "//evil.example"}, headers={})
    assert not EidOrder.objects.filter(next_url__contains="evil").exists()


def test_a_page_of_ours_is_still_reached(visit: Visit) -> None:
    for target in ("/mina/uppgifter/", "/sundby/underskrift/?sida=2", "/sundby/?a=//x"):
        assert visit("amina").client.get("/logga-in/", {"next": target})["Location"] == target
        assert _stays(target)


HOSTS = [
    "evil.example", "evil.example:80", "testserver.evil.example", "127.0.0.1.evil.example", "evil.example\t",
    "127.0.0.1@evil.example", "testserver, evil.example", "[::1].evil.example", "a b", "127.0.0.1/x",
]  # fmt: skip
HEADERS = {
    "X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "X-Forwarded-Server": "evil.example",
    "Forwarded": "host=evil.example", "X-Original-Url": "/sundby/", "X-Rewrite-Url": "/sundby/",
}  # fmt: skip


def test_a_false_host_is_refused(visit: Visit) -> None:
    amina = visit("amina").client
    for host in HOSTS:
        response = amina.get("/mina/", headers={"Host": host})
        assert response.status_code == 400, host
        assert b"evil" not in response.content


def test_a_dot_after_the_host_is_the_same_host_and_no_way_round(visit: Visit) -> None:
    response = visit("amina").client.get("/mina/", headers={"Host": "testserver."})
    assert response.status_code in {200, 400}
    assert b"testserver." not in response.content


def test_headers_that_say_otherwise_are_not_heard(visit: Visit) -> None:
    visitor = visit().client
    for header, value in HEADERS.items():
        response = visitor.get("/mina/", headers={header: value})
        assert response["Location"] == "/logga-in/?next=%2Fmina%2F", header


def test_what_systems_are_told_of_us_does_not_follow_the_host(visit: Visit, towns: Settled) -> None:
    """The metadata's addresses are those of the settings: whoever reads them sends secrets there."""
    address = "/api/v1/sundby/.well-known/oauth-authorization-server"
    told = (
        visit()
        .client.get(address, headers={"X-Forwarded-Host": "evil.example", "Host": "localhost:81"})
        .json()
    )
    assert told["issuer"] == f"{settings.BASE_URL}/api/v1/sundby"
    assert told["token_endpoint"].startswith(settings.BASE_URL + "/")


def test_no_code_of_ours_builds_addresses_of_what_the_request_says() -> None:
    """Links in letters and in answers are of the settings' address, so that no header chooses them."""
    package = Path(armkrok.__file__).parent
    paths = [one for one in package.rglob("*.py") if not {"simulators", "tests"} & set(one.parts)]
    assert len(paths) > 300
    found = [path for path in paths if "build_absolute_uri" in path.read_text()]
    assert found == []
