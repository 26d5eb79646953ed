"""Log-in by SAML 2.0: send the person away, and judge what comes back.

The only module of the package that the rest of the platform needs, with `config`, `presets` and `keys` for
settings. The library is optional, so the parts that use it are imported when somebody logs in this way and
not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from armkrok.core.identity.proof import Proof
from armkrok.core.identity.saml import availability
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.kit.days import now as this_moment

if TYPE_CHECKING:
    from armkrok.core.identity.saml.requests import Begun


def begin(config: SamlConfig, *, acs_url: str) -> Begun:
    """Where to send the person (a signed AuthnRequest by HTTP-Redirect), and what to remember; raises
    Unavailable.

    `acs_url` is our address that the provider answers to by POST; it is in our metadata too.
    """
    availability.demand()
    from armkrok.core.identity.saml import requests  # noqa: PLC0415  # the optional library

    return requests.begun(config, acs_url=acs_url, now=this_moment())


def finish(
    config: SamlConfig, remember: Mapping[str, Any], *, saml_response: str, relay_state: str, now: datetime
) -> Proof:
    """Who answered. Every check has passed, or NotProved, Refused or Unavailable is raised.

    `remember` is from `begin` and is used once: an answer presented again must find nothing remembered.
    `evidence["assertion_id"]` is the assertion's own id, for a log of those used.
    """
    availability.demand()
    from armkrok.core.identity.saml import responses  # noqa: PLC0415  # the optional library

    return responses.proof(config, remember, saml_response=saml_response, relay_state=relay_state, now=now)


def metadata(config: SamlConfig, *, acs_url: str) -> bytes:
    """Our metadata for this provider, as XML to hand over or publish; raises Unavailable."""
    availability.demand()
    from armkrok.core.identity.saml import sp_metadata  # noqa: PLC0415  # the optional library

    return sp_metadata.described(config, acs_url=acs_url)


def take_metadata(xml: bytes, *, entity_id: str, certificate: str, now: datetime) -> str:
    """A provider's metadata out of a file or a federation's answer, for `idp_metadata`; raises ConfigFault.

    With a certificate (PEM) the file must be signed by it, which is how it may be fetched without anybody
    looking at it. Raises Unavailable.
    """
    availability.demand()
    from armkrok.core.identity.saml import federation  # noqa: PLC0415  # the optional library

    return federation.taken(xml, entity_id=entity_id, certificate=certificate, now=now)
