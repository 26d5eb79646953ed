"""CSRF: no page takes a form that another site has made the browser send (CWE-352), whichever page it is."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from armkrok.core.eid import answers
from armkrok.core.identity.models import Session
from armkrok.services.school.views import ss12000_hook
from armkrok.services.signing.views import external_signing
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.routes import Route, routes
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

EXEMPT = {
    ("", "login-saml-answer"): answers.saml,
    ("signing", "external-answer"): external_signing.answer,
    ("school", "ss12000-hook"): ss12000_hook.told,
}
"""Where a form of another site is meant to arrive. What the first two bring is signed by a provider that we
asked, and answers an order that this very browser has begun; its cookie is asked for when the form has come
in. The last is a school system's own call to a secret address: no cookie and no word of it is looked at."""
DUMMIES = {"uuid": str(uuid4()), "int": "1", "slug": "sundby", "str": "x", "path": "x"}


def _address(route: Route) -> str:
    found = "/" + route.pattern
    for kind, value in DUMMIES.items():
        for name in route.kwargs:
            found = found.replace(f"<{kind}:{name}>", value)
    return found


def _answers(visitor: Visitor, **sent: str) -> Iterator[tuple[str, int]]:
    for route in routes():
        if (route.namespace, route.name) not in EXEMPT:
            data = {"csrfmiddlewaretoken": visitor.token} if "origin" in sent else {}
            response = visitor.client.post(_address(route), data, headers=sent)
            yield route.name, response.status_code


def test_a_form_without_our_token_is_refused_everywhere(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        assert {name: status for name, status in _answers(sara) if status != 403} == {}
    assert Session.objects.filter(person=sara.person, ended_at=None).exists()


def test_a_form_from_another_origin_is_refused_everywhere(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        found = _answers(sara, origin="https://evil.example")
        assert {name: status for name, status in found if status != 403} == {}


def test_a_token_of_another_browser_is_no_token(visit: Visit) -> None:
    sara = visit("sara")
    data = {"csrfmiddlewaretoken": "x" * 32}
    assert sara.client.post("/logga-ut/", data).status_code == 403
    assert sara.client.post("/logga-ut/", headers={"X-CSRFToken": "x" * 32}).status_code == 403


def test_only_what_is_meant_to_come_from_elsewhere_is_exempt() -> None:
    exempt = {(one.namespace, one.name) for one in routes() if getattr(one.view, "csrf_exempt", False)}
    assert exempt == set(EXEMPT)


@pytest.mark.parametrize("name", EXEMPT, ids=lambda one: one[1])
def test_a_foreign_answer_to_nothing_changes_nothing(
    name: tuple[str, str], visit: Visit, towns: Settled
) -> None:
    """As a victim's browser would be made to send it: with her cookies, and somebody else's answer."""
    route = next(one for one in routes() if (one.namespace, one.name) == name)
    sara = visit("sara")
    sessions = Session.objects.count()
    with unchanged(towns):
        data = {"SAMLResponse": "PHg+", "RelayState": "x", "EidSignResponse": "PHg+"}
        response = sara.client.post(_address(route), data, headers={"Origin": "https://evil.example"})
    assert response.status_code in {400, 403, 404, 422, 302}
    assert Session.objects.count() == sessions
    assert "armkrok" not in response.cookies
