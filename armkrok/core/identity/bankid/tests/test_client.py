"""The client against the simulator's real HTTP, and against a server that answers anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from armkrok.core.identity.bankid import errors
from armkrok.core.identity.bankid.client import MAINTENANCE_PAUSES, BankIdClient, client_for
from armkrok.core.identity.bankid.config import BankIdConfig, UnsafeBankIdConfig
from armkrok.core.identity.bankid.orders import (
    Complete,
    Failed,
    Pending,
    Purpose,
    Requirement,
    WebContext,
)
from armkrok.core.identity.bankid.tests.conftest import RunningBankId, answered

IP = "192.0.2.7"


def test_a_signing_from_order_to_evidence(bankid: RunningBankId, client: BankIdClient, number: str) -> None:
    completion = answered(bankid, client, number)
    assert completion.person.personal_number == number
    assert completion.person.name == f"{completion.person.given_name} {completion.person.surname}"
    assert completion.device_ip
    assert completion.risk is None


def test_the_answer_comes_in_steps(bankid: RunningBankId, client: BankIdClient, number: str) -> None:
    order = client.auth(end_user_ip=IP, visible_text="logga in i Sundby", return_risk=True)
    assert client.collect(order.order_ref) == Pending(order.order_ref, "outstandingTransaction")
    bankid.control("/phone/answer", autoStartToken=order.auto_start_token, person=number, action="open")
    bankid.control("/control/clock", advance=2)
    assert client.collect(order.order_ref) == Pending(order.order_ref, "userSign")
    bankid.control("/phone/answer", autoStartToken=order.auto_start_token, person=number)
    bankid.control("/control/clock", advance=2)
    collected = client.collect(order.order_ref)
    assert isinstance(collected, Complete)
    assert collected.completion.risk == "low"
    with pytest.raises(errors.InvalidParameters):
        client.collect(order.order_ref)


def test_every_circumstance_is_accepted(client: BankIdClient, number: str) -> None:
    demand = Requirement(
        personal_number=number,
        pin_code=True,
        mrtd=False,
        certificate_policies=("1.2.3.4.25",),
        risk="moderate",
    )
    web = WebContext("sundby.example", "Mozilla/5.0 " * 40, "device-1")
    order = client.sign(
        end_user_ip="2001:db8::7",
        visible_text="# Protokoll",
        markdown=True,
        non_visible=b"digest",
        requirement=demand,
        return_url="https://sundby.example/tillbaka#nonce",
        return_risk=True,
        web=web,
    )
    assert order.qr_start_secret
    client.cancel(order.order_ref)
    with pytest.raises(errors.InvalidParameters):
        client.collect(order.order_ref)


def test_a_cancelled_order_is_failed(bankid: RunningBankId, client: BankIdClient, number: str) -> None:
    order = client.sign(end_user_ip=IP, visible_text="x", requirement=Requirement(personal_number=number))
    bankid.control("/phone/answer", orderRef=order.order_ref, action="cancel")
    assert client.collect(order.order_ref) == Failed(order.order_ref, "userCancel")


def test_an_order_nobody_picks_up_may_restart(bankid: RunningBankId, client: BankIdClient) -> None:
    order = client.auth(end_user_ip=IP)
    bankid.control("/control/clock", advance=31)
    collected = client.collect(order.order_ref)
    assert isinstance(collected, Failed)
    assert collected.may_restart_silently


def test_a_second_order_for_the_same_person_is_refused(client: BankIdClient, number: str) -> None:
    demand = Requirement(personal_number=number)
    first = client.sign(end_user_ip=IP, visible_text="x", requirement=demand)
    with pytest.raises(errors.AlreadyInProgress):
        client.sign(end_user_ip=IP, visible_text="x", requirement=demand)
    assert client.collect(first.order_ref) == Failed(first.order_ref, "cancelled")


def test_polling_too_fast_says_when_to_come_back(client: BankIdClient) -> None:
    order = client.auth(end_user_ip=IP)
    client.collect(order.order_ref)
    with pytest.raises(errors.TooManyRequests) as refused:
        client.collect(order.order_ref)
    assert refused.value.retry_after == 1.0


def test_a_malformed_order_is_invalid(client: BankIdClient) -> None:
    with pytest.raises(errors.InvalidParameters, match="endUserIp"):
        client.auth(end_user_ip="somewhere")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_too_long_texts_are_never_sent(purpose: Purpose) -> None:
    config = BankIdConfig("http://127.0.0.1:9", (Path("none.pem"),), "Sundby")  # nobody listens there
    client = BankIdClient(config)
    send = client.auth if purpose is Purpose.AUTH else client.sign
    with pytest.raises(errors.TextTooLong):
        send(end_user_ip=IP, visible_text="x" * 40_000)
    with pytest.raises(errors.TextTooLong):
        send(end_user_ip=IP, visible_text="x", non_visible=b"x" * 200_000)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("internalError", errors.InternalError),
        ("requestTimeout", errors.RequestTimeout),
        ("unauthorized", errors.Unauthorized),
        ("garbage", errors.UnknownAnswer),
    ],
)
def test_faults_are_typed_and_not_retried(
    bankid: RunningBankId, client: BankIdClient, fault: str, error: type[errors.BankIdError]
) -> None:
    bankid.control("/control/faults", fault=fault, count=1)
    with pytest.raises(error):
        client.auth(end_user_ip=IP)
    client.cancel(client.auth(end_user_ip=IP).order_ref)


def test_maintenance_is_retried_a_bounded_number_of_times(bankid: RunningBankId) -> None:
    pauses: list[float] = []
    client = BankIdClient(bankid.config(), sleep=pauses.append)
    bankid.control("/control/faults", fault="down")
    with pytest.raises(errors.Maintenance):
        client.auth(end_user_ip=IP)
    assert tuple(pauses) == MAINTENANCE_PAUSES
    bankid.control("/control/faults", fault="down", count=1)
    assert client.auth(end_user_ip=IP).order_ref


def test_a_slow_service_is_unreachable_in_time(bankid: RunningBankId) -> None:
    client = BankIdClient(bankid.config(timeout=0.2))
    bankid.control("/control/faults", fault="slow", seconds=1, count=1)
    with pytest.raises(errors.Unreachable):
        client.auth(end_user_ip=IP)


def test_reachability(bankid: RunningBankId, client: BankIdClient) -> None:
    assert client.is_reachable()
    nobody = BankIdClient(bankid.config(base_url="http://127.0.0.1:9/rp/v6.0"))
    assert not nobody.is_reachable()
    with pytest.raises(errors.Unreachable):
        nobody.collect("x")


def test_an_unknown_path_is_not_found(bankid: RunningBankId) -> None:
    with pytest.raises(errors.NotFound):
        BankIdClient(bankid.config(base_url=f"{bankid.url}/rp/v6.0/v7")).auth(end_user_ip=IP)


def test_one_pooled_client_per_configuration(bankid: RunningBankId) -> None:
    assert client_for(bankid.config()) is client_for(bankid.config())
    assert client_for(bankid.config()) is not client_for(bankid.config(timeout=1.0))


class TestMutualTls:
    """Only the configured root is trusted, and only a known client gets in."""

    def config(
        self, bankid: RunningBankId, *, known: bool = True, root: str = "tls/root.pem"
    ) -> BankIdConfig:
        folder = bankid.home / "tls"
        own = {"client_certificate": folder / "client.pem", "client_key": folder / "client.key"}
        return bankid.config(
            base_url=f"{bankid.tls_url}/rp/v6.0", tls_root=bankid.home / root, **(own if known else {})
        )

    def test_a_known_client_is_served(self, bankid: RunningBankId) -> None:
        assert BankIdClient(self.config(bankid)).auth(end_user_ip=IP).order_ref

    def test_a_client_without_certificate_is_not(self, bankid: RunningBankId) -> None:
        with pytest.raises(errors.Unreachable):
            BankIdClient(self.config(bankid, known=False)).auth(end_user_ip=IP)

    def test_a_server_under_another_root_is_not_trusted(self, bankid: RunningBankId) -> None:
        with pytest.raises(errors.Unreachable):
            BankIdClient(self.config(bankid, root="root.pem")).auth(end_user_ip=IP)


class TestConfig:
    """What must not be configured."""

    @pytest.mark.parametrize(
        ("base_url", "roots"),
        [
            ("https://appapi2.bankid.com/rp/v6.0", (Path("r.pem"),)),
            ("http://bankid.sundby.example/rp/v6.0", (Path("r.pem"),)),
            ("http://127.0.0.1:8125/rp/v6.0", ()),
        ],
        ids=["https without root", "plain http to another machine", "no root for signatures"],
    )
    def test_unsafe_settings_are_refused(self, base_url: str, roots: tuple[Path, ...]) -> None:
        with pytest.raises(UnsafeBankIdConfig):
            BankIdConfig(base_url, roots, "Sundby")

    def test_links_to_the_app(self, bankid: RunningBankId) -> None:
        real = BankIdConfig(
            "https://appapi2.bankid.com/rp/v6.0/", (Path("r.pem"),), "Sundby", tls_root=Path("t.pem")
        )
        assert real.is_production
        assert not real.is_simulated
        assert real.autostart_link("t") == "https://app.bankid.com/?autostarttoken=t&redirect=null"
        assert real.desktop_link("t") == "bankid:///?autostarttoken=t&redirect=null"
        computer = real.start_link("t", user_agent="Mozilla/5.0 (Windows NT 10.0)", return_url="https://x/")
        assert computer == "bankid:///?autostarttoken=t&redirect=null"
        phone = real.start_link("t", user_agent="Mozilla/5.0 (iPhone)", return_url="https://x/")
        assert phone == "https://app.bankid.com/?autostarttoken=t&redirect=https%3A%2F%2Fx%2F"
        simulated = bankid.config()
        assert simulated.is_simulated
        assert not simulated.is_production
        back = simulated.autostart_link("t", return_url="http://x/?a=1")
        assert back == f"{bankid.url}/app?autostarttoken=t&redirect=http%3A%2F%2Fx%2F%3Fa%3D1"
        assert simulated.start_link("t", user_agent="", return_url="http://x/?a=1") == back
        assert simulated.desktop_link("t").startswith(bankid.url)
