"""Two minutes' difference between clocks are tolerated, either way, and not a second more."""

from datetime import UTC, datetime

import pytest

from armkrok.core.identity.oidc import OidcConfig
from armkrok.core.identity.oidc.judging import Moment, judge_id_token
from armkrok.core.identity.oidc.keys import client_key, new_client_key
from armkrok.core.identity.oidc.tokens import Signed
from armkrok.core.identity.proof import NotProved
from armkrok.kit.days import now
from tests.support.openid import OpenId, logged_in

START = 1_800_000_000.0
CONFIG = OidcConfig("https://op.example", "client", "secret", max_age=600)
WHOLE = {"iss": "https://op.example", "aud": "client", "sub": "a", "nonce": "n"}


def _judge(started: float = 0, moment: float = 0, forced: float = 1, **times: float) -> str:
    """Seconds after START; whether she was to log in anew."""
    claims = WHOLE | {"iat": START, "exp": START + 300, "auth_time": START}
    claims |= {name: START + seconds for name, seconds in times.items()}
    signed = Signed(claims, "ES256", client_key(new_client_key()))
    when = Moment(START + started, START + moment)
    return judge_id_token(signed, CONFIG, when, nonce="n", access_token="", forced=bool(forced))


@pytest.mark.parametrize(
    ("code", "edge", "beyond"),
    [
        ("expired", {"moment": 420}, {"moment": 421}),
        ("issued_in_future", {"moment": -120, "started": -120}, {"moment": -121, "started": -121}),
        ("issued_before_request", {"started": 120, "moment": 120}, {"started": 121, "moment": 121}),
        ("not_yet_valid", {"nbf": 120}, {"nbf": 121}),
        ("auth_time_future", {"auth_time": 120}, {"auth_time": 121}),
        ("auth_time_old", {"auth_time": -120}, {"auth_time": -121}),
    ],
)
def test_the_edge(code: str, edge: dict[str, float], beyond: dict[str, float]) -> None:
    assert _judge(**edge) == "a"
    with pytest.raises(NotProved) as refused:
        _judge(**beyond)
    assert refused.value.code == code


def test_an_old_log_in_is_good_for_as_long_as_was_asked() -> None:
    assert _judge(forced=0, auth_time=-720) == "a"
    with pytest.raises(NotProved, match="auth_time_old"):
        _judge(forced=0, auth_time=-721)


@pytest.mark.parametrize("ahead", [118, -118])
def test_a_provider_whose_clock_is_almost_two_minutes_wrong(openid: OpenId, ahead: int) -> None:
    config = openid.config()
    openid.control("clock", ahead=ahead)
    assert logged_in(config, "anna-berg").numbers


@pytest.mark.parametrize(("ahead", "code"), [(123, "issued_in_future"), (-123, "issued_before_request")])
def test_a_provider_whose_clock_is_more_than_two_minutes_wrong(openid: OpenId, ahead: int, code: str) -> None:
    config = openid.config()
    openid.control("clock", ahead=ahead)
    with pytest.raises(NotProved) as refused:
        logged_in(config, "anna-berg")
    assert refused.value.code == code


def test_a_person_who_takes_long(openid: OpenId) -> None:
    """What is judged is the answer's age, not how long the person stood at the provider."""
    config = openid.config()
    assert logged_in(config, "anna-berg", at=datetime.fromtimestamp(now().timestamp() + 400, UTC)).numbers
    with pytest.raises(NotProved, match="expired"):
        logged_in(config, "anna-berg", at=datetime.fromtimestamp(now().timestamp() + 430, UTC))
