"""Bolagsverket's register of powers of attorney, "Mina ombud".

By its published interface (github.com/bolagsverket/minaombud, dfm_konsument_v1, and mina-ombud-samples):
POST /sok/behorigheter with whom and at which third party, and GET /tredjeman/{number}/fullmakter/{id} for the
dates. Checked against those texts, not against the service itself (check before use): whether the list is
called `kontext` or `fullmaktsgivare` (both are read), the scope, and the claims of the token about the person
who asks. The signature on each answer (`_sig`) is not checked: the answer is believed because of the channel.
"""

import ssl
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from armkrok.core.mandates.codes import Meaning
from armkrok.core.mandates.errors import SourceSilent
from armkrok.core.mandates.rights import Right
from armkrok.kit.days import today
from armkrok.kit.numbers import is_coordination_number
from armkrok.kit.organisation_numbers import organisation_number

KEY = "minaombud"
PATIENCE, LONGEST = 4.0, 12.0
"""Seconds for each call, and for all that one question takes: somebody waits for the page."""
MOST = 1_000_000
PAGE_SIZE, MOST_PAGES = 100, 5
MARGIN = 30
"""Seconds before its end that an access token is no longer used."""
CLAIMS = "https://claims.oidc.se/1.0/"

Json = dict[str, Any]
_tokens: dict[tuple[str, str, str], tuple[str, float]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Reached:
    """Where the register answers and as whom we ask; see ARMKROK_MANDATES_… in docs/settings.md."""

    url: str
    third_party: str
    service_name: str
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    user_key: str = ""
    user_key_id: str = ""
    user_issuer: str = ""
    tls_root: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True)
class MinaOmbud:
    """The register, or the simulator, by OAuth 2 client credentials (RFC 6749 4.4), mutual TLS, or both."""

    reached: Reached
    codes: dict[str, Meaning]
    key: str = KEY

    def rights_of(self, number: str) -> list[Right]:
        """Ask; the number is in the body only, and no error repeats it. Passive rights are left out."""
        try:
            with httpx.Client(verify=_tls(self.reached), timeout=PATIENCE, trust_env=False) as client:
                end = time.monotonic() + LONGEST
                headers = self._headers(client, number)
                contexts = self._contexts(client, headers, number)
                return [right for one in contexts for right in self._rights(client, headers, one, end)]
        except SourceSilent:
            _forget_token(self.reached)
            raise
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceSilent(type(error).__name__) from None

    def _headers(self, client: httpx.Client, number: str) -> dict[str, str]:
        headers = {"X-Service-Name": self.reached.service_name}
        if self.reached.token_url:
            headers["Authorization"] = f"Bearer {_access_token(client, self.reached)}"
        if self.reached.user_key:
            headers["X-Id-Token"] = _user_token(self.reached, number)
        return headers

    def _contexts(self, client: httpx.Client, headers: dict[str, str], number: str) -> list[Json]:
        found: list[Json] = []
        for page in range(MOST_PAGES):
            asked = {
                "tredjeman": self.reached.third_party,
                "fullmaktshavare": {"id": number, "typ": _type_of(number)},
                "behorigheter": sorted(self.codes),
                "page": {"page": page, "size": PAGE_SIZE},
            }
            url = f"{self.reached.url}/sok/behorigheter"
            answer = _read(client.post(url, json=asked, headers=headers))
            rows = answer["kontext"] if "kontext" in answer else answer["fullmaktsgivare"]
            found += rows
            if (page + 1) >= int(answer["page"]["totalPages"]):
                return [self._own(one, number) for one in found]
        raise SourceSilent("too many")

    def _own(self, context: Json, number: str) -> Json:
        """The context, if it is what was asked for; else nothing of the answer is believed."""
        holders = {one["id"] for one in context["fullmaktshavare"]}
        if number not in holders or context["tredjeman"] != self.reached.third_party:
            raise SourceSilent("somebody else's")
        return context

    def _rights(
        self, client: httpx.Client, headers: dict[str, str], context: Json, end: float
    ) -> list[Right]:
        found = []
        for (mandate_id, kind), services in self._meanings(context).items():
            if time.monotonic() > end:
                raise SourceSilent("too slow")
            told = self._mandate(client, headers, mandate_id)
            if told and (right := _right(told, context["fullmaktsgivare"], kind, services)):
                found.append(right)
        return found

    def _meanings(self, context: Json) -> dict[tuple[UUID, str], tuple[str, ...]]:
        """Each mandate and kind of right, with its services; two codes of one mandate add to each other."""
        found: dict[tuple[UUID, str], tuple[str, ...]] = {}
        for one in context["behorigheter"]:
            meaning = self.codes.get(one["kod"])
            if meaning is None or one["typ"] != "aktiv":
                continue
            place = (UUID(one["fullmakt"]), meaning.kind)
            known = found.get(place)
            is_all = not meaning.services or known == ()
            found[place] = () if is_all else tuple(sorted({*(known or ()), *meaning.services}))
        return found

    def _mandate(self, client: httpx.Client, headers: dict[str, str], mandate_id: UUID) -> Json | None:
        """The mandate with its dates; None when it is no longer there."""
        url = f"{self.reached.url}/tredjeman/{self.reached.third_party}/fullmakter/{mandate_id}"
        answer = client.get(url, headers=headers)
        return None if answer.status_code == 404 else _read(answer)


def _right(told: Json, principal: Json, kind: str, services: tuple[str, ...]) -> Right | None:
    mandate, known = told["fullmakt"], told["metadata"]
    begins = date.fromisoformat(mandate["giltigFrom"])
    ends = date.fromisoformat(mandate["giltigTom"]) if mandate.get("giltigTom") else None
    if known.get("aterkallad") or begins > today() or (ends and ends < today()):
        return None
    if principal["id"] != mandate["fullmaktsgivare"]["id"]:
        raise SourceSilent("somebody else's")
    is_person = principal["typ"] != "orgnr"
    return Right(
        number=principal["id"] if is_person else organisation_number(principal["id"]),
        name=_name(mandate["fullmaktsgivare"]),
        is_person=is_person,
        kind=kind,
        reference=str(known.get("referensnummer") or mandate["id"])[:150],
        services=services,
        valid_from=begins,
        valid_until=ends,
    )


def _name(party: Json) -> str:
    return f"{party.get('fornamn') or ''} {party['namn']}".strip()[:200]


def _type_of(number: str) -> str:
    return "samnr" if is_coordination_number(number) else "pnr"


def _read(answer: httpx.Response) -> Json:
    if answer.status_code != 200 or len(answer.content) > MOST:
        raise SourceSilent(f"HTTP {answer.status_code}")
    told = answer.json()
    if not isinstance(told, dict):
        raise SourceSilent("not an object")
    return told


def _forget_token(reached: Reached) -> None:
    """It may have been taken back; the next call asks for a new one."""
    with _lock:
        _tokens.pop(_place(reached), None)


def _place(reached: Reached) -> tuple[str, str, str]:
    return reached.token_url, reached.client_id, reached.scope


def _access_token(client: httpx.Client, reached: Reached) -> str:
    """A token for us, kept until it is about to end."""
    with _lock:
        token, until = _tokens.get(_place(reached), ("", 0.0))
    if time.monotonic() < until:
        return token
    asked = {"grant_type": "client_credentials", "scope": reached.scope}
    answer = _read(
        client.post(reached.token_url, data=asked, auth=(reached.client_id, reached.client_secret))
    )
    token = str(answer["access_token"])
    with _lock:
        _tokens[_place(reached)] = (token, time.monotonic() + float(answer.get("expires_in", 0)) - MARGIN)
    return token


def _user_token(reached: Reached, number: str) -> str:
    """Who asks, signed by us (JWS, RFC 7515), as the register demands in X-Id-Token."""
    moment = int(time.time())
    claim = "coordinationNumber" if is_coordination_number(number) else "personalNumber"
    claims = {
        "iss": reached.user_issuer, "aud": "mina-ombud", "sub": str(uuid4()),
        "iat": moment, "exp": moment + 300, CLAIMS + claim: number,
    }  # fmt: skip
    key = RSAKey.import_key(Path(reached.user_key).read_bytes())
    return jwt.encode({"alg": "RS256", "kid": reached.user_key_id or _thumbprint(key)}, claims, key)


def _thumbprint(key: RSAKey) -> str:
    """The key's id when nobody has given it another (RFC 7638)."""
    return key.thumbprint()


def _tls(reached: Reached) -> ssl.SSLContext | bool:
    if not (reached.certificate or reached.tls_root):
        return True
    context = ssl.create_default_context(cafile=reached.tls_root or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if reached.certificate:
        context.load_cert_chain(reached.certificate, reached.key)
    return context
