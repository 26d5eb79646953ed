"""A true answer, signed and encrypted, from the provider to a Proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.proof import NotProved, NumberKind
from armkrok.core.identity.saml import client
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.errors import Check, Refused
from armkrok.core.identity.saml.tests.conftest import ACS_URL, Provider
from armkrok.kit import numbers
from armkrok.kit.days import now

EIDAS = "http://id.elegnamnden.se/loa/1.0/eidas-nf-sub"
BOUND = "http://id.swedenconnect.se/id-binding/process/registered"


def test_a_person_is_proved(provider: Provider) -> None:
    answered = provider.answers(person="kim")
    proof = answered.finish()
    assert (proof.issuer, proof.loa, proof.method) == (provider.config.idp_entity_id, LOA3, "saml")
    assert proof.number(NumberKind.PERSONAL) == numbers.test_numbers()[9000]
    assert proof.number(NumberKind.SUBJECT) == proof.subject == "id-kim"
    assert (proof.given_name, proof.surname, proof.full_name) == ("Kim", "Testsson", "Kim Testsson")
    assert abs(proof.authenticated_at - now()) < timedelta(seconds=60)
    assert proof.evidence["assertion_id"] in proof.evidence["assertion"]


def test_the_number_is_nowhere_in_the_clear(provider: Provider) -> None:
    import base64

    answered = provider.answers(person="kim")
    assert numbers.test_numbers()[9000].encode() not in base64.b64decode(answered.saml_response)


@pytest.mark.parametrize("signs", [["response"], ["response", "assertion"]])
def test_a_signed_response_is_enough_for_sweden_connect(provider: Provider, signs: list[str]) -> None:
    assert provider.answers(signs=signs).finish().numbers


@pytest.mark.parametrize("encrypts", [True, False])
def test_a_signed_assertion_is_enough_where_the_settings_say_so(
    provider: Provider, plain: Callable[..., SamlConfig], encrypts: bool
) -> None:
    assert provider.answers(config=plain(), signs=["assertion"], encrypts=encrypts).finish().numbers


def test_cbc_is_taken_only_where_the_settings_allow_it(provider: Provider) -> None:
    allowing = provider.with_settings(allows_cbc=True)
    assert provider.answers(config=allowing, action="cbc").finish().numbers


def test_a_visitor_is_known_by_the_prid(provider: Provider) -> None:
    proof = provider.answers(person="maria").finish()
    assert proof.number(NumberKind.PRID) == "DE:keller7f3a"
    assert [one.assurance for one in proof.numbers if one.kind is NumberKind.PRID] == ["A"]
    assert not proof.number(NumberKind.PERSONAL, NumberKind.COORDINATION)
    assert (proof.loa, proof.birth_date, proof.evidence["transaction"]) == (EIDAS, "1987-05-14", "eidas-1")
    assert proof.evidence["authority"] == "https://eidas.konnektor.example"


def test_a_mapped_number_is_nobodys_until_its_binding_is_accepted(provider: Provider) -> None:
    answered = provider.answers(person="jens")
    assert not answered.finish().number(NumberKind.PERSONAL)
    accepting = provider.with_settings(accepted_bindings=(BOUND,))
    proof = provider.answers(person="jens", config=accepting).finish()
    assert [one.assurance for one in proof.numbers if one.kind is NumberKind.PERSONAL] == [BOUND]
    assert proof.number(NumberKind.PRID) == "DK:holm91c2"


def test_a_coordination_number_needs_that_we_have_said_that_we_take_them(provider: Provider) -> None:
    number = provider.answers(person="nadia").finish().number(NumberKind.COORDINATION)
    assert numbers.is_coordination_number(number)
    silent = provider.with_settings(entity_categories=())
    with pytest.raises(NotProved, match=Check.COORDINATION_NUMBER):
        provider.answers(person="nadia", config=silent).finish()


def test_a_provider_may_call_levels_and_attributes_what_it_likes(provider: Provider) -> None:
    config = provider.with_settings(
        attributes={"subject": "urn:oid:2.16.840.1.113730.3.1.241"},
        level_names={"urn:oasis:names:tc:SAML:2.0:ac:classes:Password": LOA3},
    )
    proof = provider.answers(person="kim", config=config, action="unknownLevel").finish()
    assert (proof.subject, proof.loa) == ("Kim Testsson", LOA3)
    assert [one.kind for one in proof.numbers] == [NumberKind.SUBJECT]


def test_a_new_key_of_ours_can_be_announced_before_it_is_used(provider: Provider, secret: str) -> None:
    from armkrok.core.identity.saml import keys

    both = provider.with_settings(secret=keys.create("Sundby kommun, ny") + secret)
    answered = provider.answers(person="kim")
    proof = client.finish(
        both,
        answered.remember,
        saml_response=answered.saml_response,
        relay_state=answered.relay_state,
        now=now(),
    )
    assert proof.numbers


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("cancel", "cancel"),
        ("fraud", "fraud"),
        ("possibleFraud", "fraud"),
        ("noLevel", "level"),
        ("failed", "failed"),
        ("fault", "other"),
    ],
)
def test_a_no_is_told_apart(provider: Provider, action: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        provider.answers(action=action).finish()
    assert refused.value.code == code


def test_a_request_that_was_altered_is_not_answered(provider: Provider) -> None:
    begun = client.begin(provider.config, acs_url=ACS_URL)
    for change in ("RelayState=another", "RelayState=" + begun.state[:-1]):
        altered = begun.leave_url.replace(f"RelayState={begun.state}", change)
        reply = httpx.get(altered)
        assert (reply.status_code, "gå att" in reply.text or "lita" in reply.text) == (400, True)


def test_a_person_chooses_and_is_carried_back_by_a_form(provider: Provider) -> None:
    begun = client.begin(provider.config, acs_url=ACS_URL)
    assert parse_qs(urlsplit(begun.leave_url).query)["RelayState"] == [begun.state]
    with httpx.Client(follow_redirects=True, timeout=30) as browser:
        page = browser.get(begun.leave_url)
        assert "Kim Testsson" in page.text
        back = browser.post(page.url, data={"person": "kim"})
    assert f'action="{ACS_URL}"' in back.text
    assert f'value="{begun.state}"' in back.text
    assert browser.is_closed
