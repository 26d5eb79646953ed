"""What a provider publishes is remembered, and so is that it did not answer."""

import threading
import time

import pytest

from armkrok.core.identity.oidc import published
from armkrok.core.identity.oidc.published import PAUSE, REMEMBERED, Publications
from armkrok.core.identity.proof import Unavailable
from tests.support.openid import OpenId


class Clock:
    """Seconds that go when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_a_provider_that_fails_is_left_alone_for_a_while(openid: OpenId) -> None:
    clock = Clock()
    publications = Publications(f"{openid.url}/e-leg", "", clock=clock)
    openid.lie("discovery_500")
    with pytest.raises(Unavailable, match="discovery_status_500"):
        publications.metadata()
    openid.heal()
    clock.now = PAUSE - 0.1
    with pytest.raises(Unavailable, match="discovery_status_500"):
        publications.metadata()
    clock.now = PAUSE
    assert publications.metadata().token_endpoint == f"{openid.url}/e-leg/token"


def test_those_who_wait_for_a_slow_provider_do_not_wait_in_turn(
    openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SECONDS", 1.5)
    openid.lie("discovery_slow")
    publications = Publications(f"{openid.url}/e-leg", "")
    codes: list[str] = []

    def ask() -> None:
        try:
            publications.metadata()
        except Unavailable as error:
            codes.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert codes == ["discovery_timeout"] * 8
    assert time.monotonic() - began < 8  # in turn it would be 12


def test_what_is_published_is_asked_for_once_an_hour(openid: OpenId) -> None:
    clock = Clock()
    publications = Publications(f"{openid.url}/e-leg", "", clock=clock)
    first = publications.metadata(), publications.keys(knows=bool)
    openid.lie("discovery_500")
    clock.now = REMEMBERED
    assert (publications.metadata(), publications.keys(knows=bool)) == first
    clock.now = REMEMBERED + 1
    with pytest.raises(Unavailable):
        publications.metadata()
