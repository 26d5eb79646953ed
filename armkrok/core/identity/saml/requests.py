"""Send a person to the identity provider: a signed AuthnRequest by HTTP-Redirect.

Source: SAML 2.0 core clause 3.4, bindings clause 3.4.4.1; Sweden Connect's Deployment Profile clause 5.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from saml2 import saml, samlp
from saml2.pack import http_redirect_message
from saml2.sigver import RSASigner
from saml2.xmldsig import SIG_RSA_SHA256

from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.errors import Unavailable
from armkrok.core.identity.saml.idp_metadata import POST
from armkrok.core.identity.saml.keys import pairs

TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Begun:
    """A begun log-in. `state` is the RelayState; `remember` is for `finish`, to be kept under seal."""

    leave_url: str
    state: str
    remember: dict[str, Any]


class _OurKey:
    """What pysaml2 asks for a signer. Its own keeps the key in the module, where threads mix keys up."""

    def __init__(self, config: SamlConfig) -> None:
        self._signer = RSASigner(hashes.SHA256(), pairs(config.secret)[0].key)

    def get_signer(self, algorithm: str) -> Any:
        """The signer for RSA-SHA256, the only one used."""
        return self._signer if algorithm == SIG_RSA_SHA256 else None


def begun(config: SamlConfig, *, acs_url: str, now: datetime) -> Begun:
    """Where to send the person, and what to remember; raises Unavailable when the metadata is too old."""
    idp = config.idp
    if idp.valid_until is not None and idp.valid_until < now:
        raise Unavailable("metadata_expired")
    request_id, state = f"_{secrets.token_hex(20)}", secrets.token_urlsafe(32)
    request = samlp.AuthnRequest(
        id=request_id,
        version="2.0",
        issue_instant=now.strftime(TIME),
        destination=idp.sso_url,
        issuer=saml.Issuer(text=config.sp_entity_id),
        assertion_consumer_service_url=acs_url,
        protocol_binding=POST,
        force_authn="true" if config.forces_login else None,
        is_passive="false",
        requested_authn_context=_wanted(config.requested_levels),
    )
    message = http_redirect_message(
        request, idp.sso_url, state, sigalg=SIG_RSA_SHA256, sign=True, backend=_OurKey(config)
    )
    remember = {"request_id": request_id, "state": state, "acs_url": acs_url, "sent_at": now.isoformat()}
    return Begun(dict(message["headers"])["Location"], state, remember)


def _wanted(levels: tuple[str, ...]) -> Any:
    if not levels:
        return None
    references = [saml.AuthnContextClassRef(text=uri) for uri in levels]
    return samlp.RequestedAuthnContext(authn_context_class_ref=references, comparison="exact")
