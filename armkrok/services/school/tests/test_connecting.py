"""From a receiver's row to its server: metadata fetched and kept, and nothing sent when in doubt."""

from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.egil.answers import Unreachable, Verdict, Why
from armkrok.services.school.errors import connecting as errors
from armkrok.services.school.models import Federation, Receiver
from armkrok.services.school.sending.connecting import endpoint, judge, sentence
from armkrok.services.school.tests.egil_objects import body, user
from armkrok.services.school.tests.speaking import speaking
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import inside
from tests.support.suppliers import KEY, Suppliers

LINDEN = "https://linden.example"


@pytest.fixture
def federation(towns: Settled, suppliers: Suppliers) -> Federation:
    certificate, key = suppliers.client()
    with inside(towns, "sara"):
        made = Federation(
            name="Provfederationen",
            metadata_url=f"{suppliers.federation}/feed",
            jwks=suppliers.jwks,
            certificate=certificate,
        )
        made.keep_key(key)
        made.save()
    return made


@pytest.fixture
def linden(towns: Settled, federation: Federation) -> Receiver:
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        receiver.trust, receiver.entity_id = Receiver.Trust.FEDERATION, LINDEN
        receiver.tags, receiver.media_type = ["egilv1"], "application/json"
        receiver.save()
    return receiver


@pytest.fixture
def by_key(towns: Settled, suppliers: Suppliers) -> Receiver:
    with inside(towns, "sara"):
        receiver = school_ground.receiver()
        receiver.trust, receiver.url = Receiver.Trust.KEY, suppliers.egil
        receiver.keep_key(KEY)
        receiver.save()
    return receiver


def sent(receiver: Receiver, number: int = 1) -> Verdict:
    return speaking(endpoint(receiver), lambda to: to.create("Users", body(user(number)))).verdict


def again(federation: Federation) -> Federation:
    with scope(federation.organisation_id):
        return Federation.objects.get(pk=federation.pk)


def due(federation: Federation) -> None:
    """What is kept is older than it says that it may be."""
    with scope(federation.organisation_id):
        Federation.objects.update(fetched_at=now() - timedelta(hours=2))


def test_a_receiver_of_the_federation(linden: Receiver, federation: Federation, suppliers: Suppliers) -> None:
    assert sent(linden) == Verdict.DONE
    assert suppliers.state["tenants"] == {"https://sundby.example": {"Users": 1}}
    kept = again(federation)
    assert kept.metadata
    assert kept.fetched_at is not None
    assert kept.expires_at is not None
    assert endpoint(linden).until == kept.expires_at
    assert endpoint(linden).media_type == "application/json"


def test_a_receiver_with_a_key(by_key: Receiver, suppliers: Suppliers) -> None:
    assert sent(by_key) == Verdict.DONE
    assert suppliers.state["tenants"] == {"sundby": {"Users": 1}}


def test_metadata_are_kept_for_as_long_as_they_say(
    linden: Receiver, federation: Federation, suppliers: Suppliers
) -> None:
    endpoint(linden)
    suppliers.publish(without=[LINDEN])
    assert sent(linden) == Verdict.DONE
    due(federation)
    with pytest.raises(errors.EntityUnknown):
        endpoint(linden)


def test_the_last_valid_are_used_when_nothing_can_be_fetched(
    linden: Receiver, federation: Federation, suppliers: Suppliers
) -> None:
    endpoint(linden)
    before = again(federation)
    wrong: tuple[dict[str, Any], ...] = ({"alg": "none"}, {"wrong_key": True}, {"lifetime": -5})
    for number, wishes in enumerate(wrong):
        suppliers.publish(**({"alg": "ES256", "wrong_key": False} | wishes))
        due(federation)
        assert sent(linden, number) == Verdict.DONE
        assert bytes(again(federation).metadata) == bytes(before.metadata)


def test_what_is_kept_is_never_trusted_after_its_time(
    linden: Receiver, federation: Federation, suppliers: Suppliers, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint(linden)
    suppliers.publish(wrong_key=True)
    later = now() + timedelta(days=2)
    monkeypatch.setattr("armkrok.services.school.sending.metadata.now", lambda: later)
    with pytest.raises(errors.MetadataExpired) as refused:
        endpoint(linden)
    assert str(refused.value.text).startswith("Federationens metadata har gått ut")
    assert suppliers.state["requests"] == 0


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"lifetime": -5}, errors.MetadataExpired),
        ({"alg": "none"}, errors.MetadataUntrusted),
        ({"alg": "HS256"}, errors.MetadataUntrusted),
        ({"wrong_key": True}, errors.MetadataUntrusted),
        ({"without": [LINDEN]}, errors.EntityUnknown),
        ({"tags": {LINDEN: ["egilv2"]}}, errors.TagsUnmatched),
        ({"pins": {LINDEN: []}}, errors.TagsUnmatched),
        ({"issuers": {LINDEN: ["not PEM"]}}, errors.OwnKeyUnusable),
    ],
)
def test_the_first_feed_is_not_good(
    linden: Receiver, suppliers: Suppliers, wishes: dict[str, Any], error: type[errors.NotConnected]
) -> None:
    suppliers.publish(**wishes)
    with pytest.raises(error) as refused:
        endpoint(linden)
    assert "Inget har skickats" in str(refused.value.text)
    assert suppliers.state["requests"] == 0


def test_a_feed_of_another_issuer(linden: Receiver, federation: Federation, suppliers: Suppliers) -> None:
    endpoint(linden)
    with scope(federation.organisation_id):
        Federation.objects.update(issuer="https://trial.example")
    with pytest.raises(errors.MetadataOtherIssuer) as refused:
        endpoint(linden)
    assert "annan utgivare (iss)" in str(refused.value.text)
    assert suppliers.state["requests"] == 0
    suppliers.publish(header={"iss": "https://trial.example"})
    assert sent(linden) == Verdict.DONE


def test_an_older_feed_does_not_bring_withdrawn_keys_back(
    linden: Receiver, federation: Federation, suppliers: Suppliers
) -> None:
    suppliers.publish(pins={LINDEN: [suppliers.pins["server"]]})
    endpoint(linden)
    newest = bytes(again(federation).metadata)
    hour_ago = int(now().timestamp()) - 3600
    suppliers.publish(pins={LINDEN: [suppliers.pins["other"]]}, header={"iat": hour_ago})
    due(federation)
    assert sent(linden) == Verdict.DONE
    assert bytes(again(federation).metadata) == newest


def test_an_operator_that_is_away(linden: Receiver, federation: Federation, suppliers: Suppliers) -> None:
    with scope(federation.organisation_id):
        Federation.objects.update(metadata_url=f"{suppliers.federation}/nothing")
    with pytest.raises(errors.MetadataMissing):
        endpoint(linden)


def test_a_pin_that_is_wrong_is_told_in_plain_words(linden: Receiver, suppliers: Suppliers) -> None:
    suppliers.publish(pins={LINDEN: [suppliers.pins["next"]]})
    with pytest.raises(Unreachable) as problem:
        sent(linden)
    assert problem.value.why == Why.PIN
    assert "annan nyckel" in str(sentence(problem.value.why))
    assert all(str(sentence(why)) for why in Why)


def test_the_other_town_has_no_federation(
    towns: Settled, federation: Federation, suppliers: Suppliers
) -> None:
    with inside(towns, "birgitta"):
        receiver = school_ground.receiver()
        receiver.trust, receiver.entity_id, receiver.tags = Receiver.Trust.FEDERATION, LINDEN, ["egilv1"]
        receiver.save()
    with pytest.raises(errors.FederationMissing):
        endpoint(receiver)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"url": ""}, errors.AddressMissing),
        ({"url": "http://linden.example/egil"}, errors.AddressMissing),
        ({"url": "https://user@linden.example/egil"}, errors.AddressMissing),
        ({"key_sealed": b""}, errors.KeyMissing),
        ({"key_header": "X Key"}, errors.KeyMissing),
    ],
)
def test_a_key_or_an_address_that_is_none(
    by_key: Receiver, facts: dict[str, Any], error: type[errors.NotConnected]
) -> None:
    for name, value in facts.items():
        setattr(by_key, name, value)
    with pytest.raises(error):
        endpoint(by_key)


def test_an_inner_address_is_not_called(by_key: Receiver, settings: Any) -> None:
    settings.OUTGOING_HOSTS = []
    for host in ("127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1", "[::1]".strip("[]")):
        with pytest.raises(Unreachable) as problem:
            judge(host, 443)
        assert problem.value.why == Why.ADDRESS
    by_key.url = "https://127.0.0.1:1/egil"
    with pytest.raises(Unreachable) as problem:
        sent(by_key)
    assert (problem.value.why, problem.value.is_fatal) == (Why.ADDRESS, True)
