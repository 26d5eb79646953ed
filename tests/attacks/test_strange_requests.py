"""Requests that no browser sends: paths, sizes, methods and parameters made to be misunderstood."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings

from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.routes import operations, routes
from tests.support.unchanged import unchanged

CLIMBING = [
    "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/settings.py", "..\\..\\settings.py",
    "%00", "x%00.pdf", "%c0%ae%c0%ae/", "....//....//", "/etc/passwd", "%0d%0aSet-Cookie:%20a=b",
    "' OR 1=1 --",
    "${7*7}", "{{7*7}}", "%25252e", "x" * 5000,
]  # fmt: skip
FIXED = {"uuid": str(uuid4()), "uuidstr": str(uuid4()), "int": "1", "slug": "sundby"}
MADE_OF_TEXT = {"str", "path", "slug"}


def _with_text(pattern: str, text: str) -> Iterator[str]:
    """The address with the text in each place that takes any, one at a time."""
    parts = pattern.replace("{", "<").replace("}", ">").split("<")
    places = [place for place, part in enumerate(parts) if ">" in part]
    for chosen in places:
        kind, colon, _name = parts[chosen].partition(">")[0].partition(":")
        if not colon or kind in MADE_OF_TEXT:
            yield "".join(_filled(part, text if place == chosen else "") for place, part in enumerate(parts))


def _filled(part: str, text: str) -> str:
    inside, arrow, after = part.partition(">")
    if not arrow:
        return part
    return (text or FIXED.get(inside.partition(":")[0], "sundby")) + after


def test_no_text_in_an_address_leads_out_of_it(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    patterns = {"/" + one.pattern for one in routes()} | {"/api" + one.path for one in operations()}
    taking = {
        pattern.partition(">")[0]: pattern for pattern in sorted(patterns)
    }  # one of those that begin alike
    found = {}
    with unchanged(towns):
        for address in (
            one for text in CLIMBING for shape in taking.values() for one in _with_text(shape, text)
        ):
            response = sara.client.get(address)
            found[address] = response.status_code
            assert b"root:" not in response.content
            assert "a" not in response.cookies
    assert len(found) > 20
    assert not {one: status for one, status in found.items() if status >= 500}


def test_a_text_that_the_database_cannot_hold_is_refused(visit: Visit, towns: Settled) -> None:
    """A NUL, in an address, a parameter or a field that no form judges."""
    sara = visit("sara")
    sent = {"csrfmiddlewaretoken": sara.token, "organisation": "\x00", "session": "\x00", "next": "\x00"}
    with unchanged(towns):
        answers = [
            sara.client.get("/?kommun=%00"),
            visit().client.get("/logga-in/?organisation=%00"),
            visit().client.get("/api/v1/%00/.well-known/oauth-authorization-server"),
            sara.client.post("/mina/inloggningar/", sent),
        ]
    assert [one.status_code for one in answers if one.status_code >= 500] == []


def test_a_parameter_given_twice_is_one(visit: Visit, towns: Settled) -> None:
    """Pollution: what is checked and what is used is the same one of the two."""
    amina = visit("amina")
    for query in ("next=/mina/&next=//evil.example", "next=//evil.example&next=/mina/uppgifter/"):
        led_to = amina.client.get(f"/logga-in/?{query}")["Location"]
        assert led_to in {"/mina/", "/mina/uppgifter/"}


OVERRIDES = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "POST", "X-Method-Override": "POST"}


def test_a_method_is_what_it_is(visit: Visit) -> None:
    amina = visit("amina")
    for header, value in OVERRIDES.items():
        response = amina.client.get("/logga-ut/", {"_method": "POST"}, headers={header: value})
        assert response.status_code == 405, header
    assert Session.objects.filter(person=amina.person, ended_at=None).exists()


def test_other_methods_do_nothing(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "CONNECT", "x" * 500):
            for address in (
                "/sundby/installningar/uppgifter/",
                "/mina/inloggningar/",
                "/sundby/underskrift/ny/",
            ):
                assert sara.client.generic(method, address, b"name=x").status_code in {200, 403, 405}


def test_too_many_fields_are_not_read(visit: Visit) -> None:
    many = {f"field{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert visit().client.post("/sprak/", many).status_code == 400


def test_a_body_without_end_is_not_read(visit: Visit) -> None:
    huge = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = visit().client.post(
        "/sprak/", f"next={huge}", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {400, 413}


def test_huge_headers_and_cookies_are_only_text(visit: Visit) -> None:
    amina = visit("amina")
    amina.client.cookies["other"] = "x" * 20_000
    headers = {
        "User-Agent": "x" * 100_000,
        "X-Forwarded-For": "1.2.3.4," * 5_000,
        "Accept-Language": "sv," * 900,
    }
    assert amina.client.get("/mina/", headers=headers).status_code == 200
    amina.client.cookies[settings.LOGIN_COOKIE] = "x" * 100_000
    assert amina.client.get("/mina/").status_code == 302


@pytest.mark.parametrize("text", ["\r\nSet-Cookie: planted=1", "\nX: y", "å\x00", "\x1b[31m"])
def test_no_text_becomes_a_header(text: str, visit: Visit) -> None:
    amina = visit("amina")
    for response in (
        amina.client.get("/logga-in/", {"next": f"/mina/{text}"}),
        amina.client.post("/sprak/", {"csrfmiddlewaretoken": amina.token, "language": text, "next": text}),
    ):
        assert "planted" not in response.cookies
        assert not any(set(value) & set("\r\n\x00") for value in response.headers.values())


def test_fields_that_no_form_has_are_not_heard(visit: Visit, towns: Settled) -> None:
    """Mass assignment: what stands in the model but not in the form cannot be set by adding it."""
    sara, place = visit("sara"), towns.organisations["sundby"]
    page = sara.get("/sundby/installningar/uppgifter/")
    form = page.form()
    data = {one.get("name"): one.get("value", "") for one in form.xpath(".//input[@name]")}
    more = {
        "is_operator": "1", "slug": "armkrok", "id": str(uuid4()), "pk": "1", "organisation": "norrvik",
        "organisation_id": str(towns.organisations["norrvik"].pk), "is_protected": "0", "principal": "1",
        "role": "administrator", "strength": "4", "person_id": str(towns.people["vera"].pk),
    }  # fmt: skip
    before = Organisation.objects.values("is_operator", "slug", "pk").get(pk=place.pk)
    sara.client.post("/sundby/installningar/uppgifter/", data | more | {"csrfmiddlewaretoken": sara.token})
    assert Organisation.objects.values("is_operator", "slug", "pk").get(pk=place.pk) == before
    with scope(place.pk):
        assert not RoleAssignment.objects.filter(person=towns.people["vera"]).exists()
        assert not Member.objects.filter(person=towns.people["vera"]).exists()
    session = Session.objects.get(person=sara.person, ended_at=None)
    assert (session.principal_id, session.organisation_id) == (None, None)
