"""Signing by another provider than BankID: the same consent, and evidence that can be judged again."""

import pytest

from armkrok.core.eid.models import Provider
from armkrok.core.eid.tests.conftest import Ways, left, openid, running_openid, ways
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.oidc import Sign
from armkrok.core.identity.oidc.evidence import still_proves
from armkrok.core.identity.proof import NotProved
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import Act, SigningRequest
from armkrok.services.signing.tests.signers import whole
from tests.support.people import Visit
from tests.support.simulators import Simulators
from tests.support.visitor import Page, Visitor

__all__ = ["openid", "running_openid", "ways"]


def signed(ways: Ways, browser: Visitor, request: SigningRequest, person: str) -> Page:
    """From the sign page's button at the provider, to the page that comes after the answer."""
    address = f"/sundby/underskrift/{request.pk}/skriv-under/"
    page = browser.get(address)
    assert "Skriv under med Testlegitimation" in page.text
    began = browser.post(f"{address}bankid/", {"way": str(ways.everybodys.pk)})
    back = ways.back(left(browser, began.leads_to), person)
    answered = browser.get(back, status=302)
    return browser.get(answered.leads_to, status=302)


def test_a_document_is_signed_and_the_evidence_holds(
    ways: Ways, visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    assert signed(ways, visit("karin"), asked, "karin").leads_to.endswith("/klart/")
    whole(asked, 1)
    with scope(asked.organisation_id):
        act = Act.objects.get()
    assert (act.loa, act.provider) == (LOA3, f"{ways.openid.url}/e-leg")
    sign = Sign(act.visible_text, bytes(act.hidden_data))
    known = {"issuer": act.provider, "client_id": "urn:test:armkrok"}
    assert still_proves(act.eid_evidence, sign, **known)
    with pytest.raises(NotProved):
        still_proves(act.eid_evidence, Sign("Något annat", sign.hidden_data), **known)


def test_somebody_elses_answer_signs_nothing(
    ways: Ways, visit: Visit, asked: SigningRequest, simulators: Simulators
) -> None:
    page = signed(ways, visit("karin"), asked, "elif")
    assert page.leads_to.endswith("/skriv-under/")
    with scope(asked.organisation_id):
        assert Act.objects.count() == 0


@pytest.mark.parametrize("lie", ["nonce", "acr_lower"])
def test_an_answer_that_lies_signs_nothing(
    ways: Ways, visit: Visit, asked: SigningRequest, simulators: Simulators, lie: str
) -> None:
    karin = visit("karin")
    address = f"/sundby/underskrift/{asked.pk}/skriv-under/"
    began = karin.post(f"{address}bankid/", {"way": str(ways.everybodys.pk)})
    leave = left(karin, began.leads_to)
    ways.openid.lie(lie)
    answered = karin.get(ways.back(leave, "karin"), status=302)
    assert karin.get(answered.leads_to).find("//*[@role='alert']")
    with scope(asked.organisation_id):
        assert Act.objects.count() == 0


def test_a_towns_own_provider_signs_nothing(ways: Ways, visit: Visit, asked: SigningRequest) -> None:
    """Whoever runs Sundby's log-in could otherwise sign as anybody whom Sundby has asked."""
    karin = visit("karin")
    with scope(ways.sundbys.organisation_id):
        Provider.objects.filter(pk=ways.sundbys.pk).update(for_signing=True)
    address = f"/sundby/underskrift/{asked.pk}/skriv-under/"
    assert "Sundbys inloggning" not in karin.get(address).text
    karin.post(f"{address}bankid/", {"way": str(ways.sundbys.pk)}, status=409)
