"""A server in the federation is known by its issuer and its key together; no byte of a body goes before."""

import http.client
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from armkrok.services.school.egil.answers import Answer, Unreachable, Verdict, Why
from armkrok.services.school.egil.federation import find_server, read_feed
from armkrok.services.school.egil.pinning import WrongPin, tls_context
from armkrok.services.school.egil.transport import Endpoint, Sender
from armkrok.services.school.tests.egil_objects import body, user
from armkrok.services.school.tests.speaking import here, speaking
from tests.support.suppliers import Suppliers

LINDEN = "https://linden.example"


def federated(suppliers: Suppliers, client: tuple[str, str] | None = None, **more: Any) -> Endpoint:
    """Linden, as the metadata has it now, spoken to with a client's certificate."""
    found = read_feed(suppliers.feed, suppliers.jwks, datetime.now(UTC))
    server = find_server(found, LINDEN, ["egilv1"])
    tls = tls_context(server.issuers, server.pins, *(client or suppliers.client()))
    return replace(Endpoint(server.base_uri, here, tls), **more)


def create(to: Endpoint, number: int = 1) -> Answer:
    return speaking(to, lambda sender: sender.create("Users", body(user(number))))


def refused(to: Endpoint) -> Why:
    with pytest.raises(Unreachable) as problem:
        create(to)
    assert problem.value.is_fatal
    return problem.value.why


def test_the_certificate_says_whose_the_objects_are(suppliers: Suppliers) -> None:
    assert create(federated(suppliers)).verdict == Verdict.DONE
    assert create(federated(suppliers, suppliers.client("norrvik")), 2).verdict == Verdict.DONE
    assert suppliers.state["tenants"] == {
        "https://sundby.example": {"Users": 1},
        "https://norrvik.example": {"Users": 1},
    }


def test_a_server_with_another_key_is_not_spoken_to(suppliers: Suppliers) -> None:
    suppliers.publish(pins={LINDEN: [suppliers.pins["next"]]})
    assert refused(federated(suppliers)) == Why.PIN
    assert suppliers.state["requests"] == 0


def test_a_server_with_another_issuer_is_not_spoken_to(suppliers: Suppliers) -> None:
    suppliers.publish(pins={LINDEN: [suppliers.pins["other"]]})
    suppliers.switch("other")
    assert refused(federated(suppliers)) == Why.CERTIFICATE
    assert suppliers.state["requests"] == 0


def test_the_issuers_of_the_metadata_are_the_only_ones(suppliers: Suppliers) -> None:
    stranger = (suppliers.home / "suppliers" / "stranger.pem").read_text()
    suppliers.publish(issuers={LINDEN: [stranger]})
    assert refused(federated(suppliers)) == Why.CERTIFICATE
    suppliers.publish(issuers={LINDEN: [stranger, (suppliers.home / "suppliers" / "issuer.pem").read_text()]})
    assert create(federated(suppliers)).verdict == Verdict.DONE


def test_a_certificate_may_be_its_own_issuer(suppliers: Suppliers) -> None:
    own = (suppliers.home / "suppliers" / "server.pem").read_text()
    suppliers.publish(issuers={LINDEN: [own]})
    assert create(federated(suppliers)).verdict == Verdict.DONE


def test_the_name_in_the_address_must_be_in_the_certificate(suppliers: Suppliers) -> None:
    there: dict[str, Any] = {"judge": lambda host, port: ["127.0.0.1"]}
    right, wrong = (f"https://{name}:{suppliers.tls}/linden/egil" for name in ("localhost", "linden.example"))
    assert create(federated(suppliers, base_url=right, **there)).verdict == Verdict.DONE
    assert refused(federated(suppliers, base_url=wrong, **there)) == Why.CERTIFICATE


def test_a_server_changes_its_key_while_both_are_published(suppliers: Suppliers) -> None:
    suppliers.publish(pins={LINDEN: [suppliers.pins["server"], suppliers.pins["next"]]})
    known = federated(suppliers)
    assert create(known).verdict == Verdict.DONE
    suppliers.switch("next")
    assert create(known, 2).verdict == Verdict.DONE
    suppliers.publish(pins={LINDEN: [suppliers.pins["server"]]})
    assert refused(federated(suppliers)) == Why.PIN


def test_a_client_that_the_server_does_not_know(suppliers: Suppliers) -> None:
    folder = suppliers.home / "suppliers"
    stranger = ((folder / "other.pem").read_text(), (folder / "other.key").read_text())
    reasons = speaking(federated(suppliers, stranger), _until_refused, connections=1)
    assert reasons[-1] in {Why.CERTIFICATE, Why.REFUSED}
    assert suppliers.state["requests"] == 0


async def _until_refused(to: Sender) -> list[Why]:
    """Some servers say what they think of a certificate, and others just hang up."""
    reasons: list[Why] = []
    while len(reasons) < 10:
        with pytest.raises(Unreachable) as problem:
            await to.create("Users", body(user(1)))
        reasons.append(problem.value.why)
        if problem.value.is_fatal:
            break
    return reasons


def test_a_client_that_left_the_federation_is_nobody(suppliers: Suppliers) -> None:
    norrvik = federated(suppliers, suppliers.client("norrvik"))
    suppliers.publish(without=["https://norrvik.example"])
    answer = create(norrvik)
    assert (answer.status, answer.verdict) == (401, Verdict.FAILED)


def test_nothing_goes_after_the_metadatas_time(suppliers: Suppliers) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    assert refused(federated(suppliers, until=past)) == Why.EXPIRED
    assert create(federated(suppliers, until=past + timedelta(minutes=1))).verdict == Verdict.DONE


def test_old_tls_is_not_spoken(suppliers: Suppliers) -> None:
    tls = federated(suppliers).tls
    assert tls is not None
    assert (tls.minimum_version.name, tls.check_hostname, tls.verify_mode.name) == (
        "TLSv1_2",
        True,
        "CERT_REQUIRED",
    )


def test_the_same_context_holds_for_ordinary_sockets(suppliers: Suppliers) -> None:
    asked = f"{suppliers.egil.removeprefix(suppliers.url)}/Users"
    right = http.client.HTTPSConnection("127.0.0.1", suppliers.tls, context=federated(suppliers).tls)
    right.request("GET", asked)
    assert right.getresponse().status == 200
    right.close()
    suppliers.publish(pins={LINDEN: [suppliers.pins["next"]]})
    wrong = http.client.HTTPSConnection("127.0.0.1", suppliers.tls, context=federated(suppliers).tls)
    with pytest.raises(WrongPin):
        wrong.request("GET", asked)
    assert suppliers.state["requests"] == 1


def test_our_key_leaves_no_file_behind(
    suppliers: Suppliers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    federated(suppliers)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("wrong", [("", ""), ("not PEM", "not PEM")])
def test_a_key_that_is_none(suppliers: Suppliers, wrong: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        federated(suppliers, wrong)
