"""Read a relying party's AuthnRequest as pysaml2's IdP does: signature, addresses and time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, SAMLError
from saml2.s_utils import OtherError, SamlException, UnravelError
from saml2.server import Server

from armkrok.simulators.saml.authority import Authority

NEEDED: Final = ("SAMLRequest", "RelayState", "SigAlg", "Signature")
_REFUSED: Final = (SAMLError, SamlException, UnravelError, OtherError, ValueError, KeyError, TypeError)
"""What pysaml2 raises for a request it does not trust."""


class BadRequest(ValueError):
    """The request is not one to answer; the text says why, in Swedish."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that holds. `certificate` is the relying party's for encryption, base64 without its frame."""

    request_id: str
    acs_url: str
    sp_entity_id: str
    relay_state: str
    certificate: str
    levels: tuple[str, ...]

    @property
    def requester(self) -> str:
        """Who asks, as a page may name it."""
        return urlsplit(self.acs_url).netloc


@dataclass(frozen=True, slots=True)
class RelyingParties:
    """Where their metadata is: files, folders of files, or addresses. Read anew for each request."""

    sources: tuple[str, ...]
    home: Path

    def files(self) -> list[Path]:
        """The files there are now; an address that does not answer gives what it gave last."""
        found: list[Path] = []
        for place, source in enumerate(self.sources):
            if source.startswith(("http://", "https://")):
                found += _fetched(source, self.home / f"fetched-{place}.xml")
            else:
                found += sorted(Path(source).glob("*.xml")) if Path(source).is_dir() else [Path(source)]
        return [path for path in found if path.exists()]


def read(authority: Authority, parties: RelyingParties, query: dict[str, str]) -> Asked:
    """Judge a request by HTTP-Redirect; raises BadRequest."""
    if any(name not in query for name in NEEDED):
        raise BadRequest("Begäran saknar en del eller är inte signerad.")
    server = _server(authority, tuple((path, path.stat().st_mtime_ns) for path in parties.files()))
    try:
        request = server.parse_authn_request(
            query["SAMLRequest"],
            BINDING_HTTP_REDIRECT,
            relay_state=query["RelayState"],
            sigalg=query["SigAlg"],
            signature=query["Signature"],
        )
        if request is None:
            raise BadRequest("Begäran går inte att läsa.")
        arguments = server.response_args(request.message, [BINDING_HTTP_POST])
        certificates = server.metadata.certs(arguments["sp_entity_id"], "spsso", "encryption")
    except BadRequest:
        raise
    except _REFUSED as problem:
        raise BadRequest(f"Begäran går inte att lita på ({type(problem).__name__}).") from problem
    context = request.message.requested_authn_context
    return Asked(
        request_id=arguments["in_response_to"],
        acs_url=arguments["destination"],
        sp_entity_id=arguments["sp_entity_id"],
        relay_state=query["RelayState"],
        certificate="".join(certificates[0][1].split()),
        levels=tuple(one.text for one in context.authn_context_class_ref) if context else (),
    )


@lru_cache(maxsize=2)
def _server(authority: Authority, files: tuple[tuple[Path, int], ...]) -> Server:
    """pysaml2's IdP, made anew when a relying party's metadata has changed."""
    return Server(config=authority.config([path for path, _ in files]))


def _fetched(url: str, path: Path) -> list[Path]:
    try:
        answer = httpx.get(url, timeout=5, trust_env=False).raise_for_status()
        path.write_bytes(answer.content)
    except httpx.HTTPError:
        pass
    return [path]
