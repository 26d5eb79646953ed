"""Every way in which the simulator can lie, switched on over the control API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from armkrok.simulators.oidc.claims import LOA, OIDC_SE, SWEDEN_CONNECT
from armkrok.simulators.oidc.people import published

HOUR: Final = 3600
NUMBER: Final = f"{OIDC_SE}personalIdentityNumber"
ANOTHERS: Final = min(published("personal"))
COORDINATION: Final = min(published("coordination"))

Claims = dict[str, Any]
Change = Callable[[Claims], Any]


def _set(**values: Any) -> Change:
    return lambda claims: claims.update(values)


def _number(value: Any) -> Change:
    return lambda claims: claims.update({NUMBER: value})


def _drop(name: str) -> Change:
    return lambda claims: claims.pop(name, None)


def _move(name: str, seconds: float) -> Change:
    return lambda claims: claims.update({name: claims["iat"] + seconds})


def _all_times(seconds: float) -> Change:
    """A token that was made then, and is whole in itself."""
    return lambda claims: claims.update(
        {name: claims[name] + seconds for name in ("iat", "exp", "auth_time") if name in claims}
    )


def _more_audiences(claims: Claims) -> None:
    claims["aud"] = [claims["aud"], "https://other.example"]


TOKEN: Final[dict[str, Change]] = {
    "iss": _set(iss="https://impostor.example"),
    "iss_list": lambda claims: claims.update(iss=[claims["iss"]]),
    "aud": _set(aud="https://other.example"),
    "aud_missing": _drop("aud"),
    "aud_object": _set(aud={"id": 1}),
    "aud_several": _more_audiences,
    "azp": _set(azp="https://other.example"),
    "expired": _all_times(-HOUR),
    "exp_past": _move("exp", -HOUR),
    "exp_missing": _drop("exp"),
    "exp_text": lambda claims: claims.update(exp=str(claims["exp"])),
    "exp_true": _set(exp=True),
    "exp_huge": _set(exp=10**400),
    "exp_negative": _set(exp=-1),
    "iat_missing": _drop("iat"),
    "issued_in_future": _all_times(HOUR),
    "issued_before_request": lambda claims: claims.update(iat=claims["iat"] - HOUR),
    "not_yet_valid": _move("nbf", HOUR),
    "nbf_text": _set(nbf="nu"),
    "lifetime": _move("exp", 400 * 24 * HOUR),
    "nonce": _set(nonce="somebody-elses"),
    "nonce_missing": _drop("nonce"),
    "nonce_number": _set(nonce=17),
    "sub_empty": _set(sub=""),
    "sub_missing": _drop("sub"),
    "sub_number": _set(sub=17),
    "sub_blank": _set(sub="  "),
    "sub_letters": _set(sub="å\n"),
    "sub_long": _set(sub="x" * 300),
    "at_hash": _set(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "at_hash_number": _set(at_hash=17),
    "auth_time_old": _move("auth_time", -2 * HOUR),
    "auth_time_future": _move("auth_time", HOUR),
    "auth_time_missing": _drop("auth_time"),
    "auth_time_text": _set(auth_time="nyss"),
    "acr_lower": _set(acr=f"{LOA}loa2"),
    "acr_missing": _drop("acr"),
    "acr_unknown": _set(acr=f"{LOA}loa9"),
    "acr_longer": _set(acr=f"{LOA}loa3-test"),
    "acr_other_family": _set(acr="http://id.swedenconnect.se/loa/1.0/loa3-nonresident"),
    "acr_uncertified": _set(acr="http://id.swedenconnect.se/loa/1.0/uncertified-loa3"),
    "acr_number": _set(acr=3),
    "claims_conflict": _number(ANOTHERS),
}
"""Changes to the ID token's claims before it is signed."""

USERINFO: Final[dict[str, Change]] = {
    "userinfo_sub": _set(sub="somebody-else"),
    "userinfo_sub_missing": _drop("sub"),
    "userinfo_iss": _set(iss="https://impostor.example"),
    "userinfo_aud": _set(aud="https://other.example"),
    "userinfo_exp": lambda claims: claims.update(exp=claims["iat"] - HOUR),
    "number_list": _number([ANOTHERS]),
    "number_integer": _number(int(ANOTHERS)),
    "number_short": _number(ANOTHERS[2:]),
    "number_letters": _number(ANOTHERS[:11] + "X"),
    "number_arabic": _number("".join(chr(0x660 + int(digit)) for digit in ANOTHERS)),
    "number_injected": _number(ANOTHERS + "\nx"),
    "number_check_digit": _number(ANOTHERS[:11] + str((int(ANOTHERS[11]) + 1) % 10)),
    "number_missing": _drop(NUMBER),
    "number_coordination": _number(COORDINATION),
    "number_mapped_other": lambda claims: claims.update(
        {
            f"{SWEDEN_CONNECT}mappedPersonalIdentityNumber": ANOTHERS,
            f"{SWEDEN_CONNECT}personalIdentityNumberBinding": "http://id.example/guessed",
        }
    ),
    "number_only_mapped": lambda claims: claims.update(
        {
            f"{SWEDEN_CONNECT}mappedPersonalIdentityNumber": claims.pop(NUMBER),
            f"{SWEDEN_CONNECT}personalIdentityNumberBinding": "http://id.example/guessed",
        }
    ),
    "prid_malformed": _set(**{f"{SWEDEN_CONNECT}prid": "dk 1"}),
    "prid_persistence": _set(
        **{f"{SWEDEN_CONNECT}prid": "DK:5208e0a1c4f2", f"{SWEDEN_CONNECT}pridPersistence": "Z"}
    ),
    "coordination_level": _set(
        **{
            f"{OIDC_SE}coordinationNumber": COORDINATION,
            f"{OIDC_SE}coordinationNumberLevel": "certain",
        }
    ),
    "coordination_personal": _set(**{f"{OIDC_SE}coordinationNumber": ANOTHERS}),
    "name_object": _set(given_name={"sv": "Anna"}),
    "name_control": _set(given_name="Anna\r\nSet-Cookie: x"),
    "birth_date": _set(birthdate="1981-02-30"),
}
"""Changes to the claims of userinfo."""

FORGERY: Final = (
    "alg_none", "alg_hs256", "alg_hs256_jwk", "alg_rs384", "alg_mixed", "alg_list", "unknown_kid",
    "kid_number", "other_key", "embedded_key", "key_address", "crit", "typ", "b64", "tampered", "unsigned",
    "not_a_token",
    "duplicate_claims", "payload_list", "payload_nan", "payload_latin1", "huge_token",
)  # fmt: skip
"""How the ID token is signed or written down."""

FORGERY_OF_USERINFO: Final = ("userinfo_other_key", "userinfo_alg_none")
TOKEN_ENDPOINT: Final = (
    "token_redirect", "token_html", "token_500", "token_429", "token_slow", "token_huge", "token_trickle",
    "token_type", "token_type_missing", "token_list", "token_duplicate", "id_token_missing",
    "access_token_missing", "access_token_break", "token_denied",
)  # fmt: skip
USERINFO_ENDPOINT: Final = (
    "userinfo_html", "userinfo_binary", "userinfo_500", "userinfo_401", "userinfo_plain",
    "userinfo_redirect", "userinfo_huge",
)  # fmt: skip
ANSWER: Final = (
    "state", "state_missing", "response_iss", "response_iss_missing", "code_missing", "code_unknown",
    "code_used", "error", "error_unknown", "trouble", "twice",
)  # fmt: skip
"""How the person is sent back."""
DISCOVERY: Final = (
    "discovery_issuer", "discovery_html", "discovery_500", "discovery_redirect", "discovery_huge",
    "discovery_plain_pkce", "discovery_no_code", "discovery_inner", "discovery_ftp", "discovery_no_token",
    "discovery_inner_https", "discovery_no_userinfo",
    "discovery_slow",
    "jwks_empty", "jwks_500", "jwks_secret", "jwks_private", "jwks_small", "jwks_twice", "jwks_text",
)  # fmt: skip
SIGNING: Final = (
    "user_signature_missing", "user_signature_other", "user_signature_text", "user_signature_xml",
    "user_signature_bare",
)  # fmt: skip

ALL: Final = frozenset(
    {
        *TOKEN, *USERINFO, *FORGERY, *FORGERY_OF_USERINFO, *TOKEN_ENDPOINT, *USERINFO_ENDPOINT, *ANSWER,
        *DISCOVERY, *SIGNING,
    }
)  # fmt: skip


class Lies:
    """Which lies are told right now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: frozenset[str] = frozenset()

    def tell(self, wanted: Mapping[str, Any]) -> None:
        """Tell these lies (`lie` or `lies`) from now on; raises ValueError for one that is not known."""
        names = wanted.get("lies") or [wanted.get("lie")]
        if unknown := [name for name in names if name not in ALL]:
            raise ValueError(f"unknown lies: {unknown}")
        with self._lock:
            self._told = frozenset(names)

    def stop(self) -> None:
        """Tell the truth."""
        with self._lock:
            self._told = frozenset()

    def has(self, name: str) -> bool:
        """Whether this lie is told."""
        return name in self._told

    def one_of(self, names: tuple[str, ...]) -> str:
        """The first of these that is told; empty when none is."""
        return next((name for name in names if name in self._told), "")

    def apply(self, changes: Mapping[str, Change], claims: Claims) -> None:
        """Make the changes that are told."""
        for name in self._told & changes.keys():
            changes[name](claims)

    @property
    def told(self) -> list[str]:
        """Their names, in order."""
        return sorted(self._told)
