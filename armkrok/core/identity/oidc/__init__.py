"""Log-in and signing at an OpenID provider: code flow with PKCE, and every check that libraries leave to us.

`OidcConfig.from_settings()` reads the settings, `begin()` sends the person away, and `finish()` judges what
comes back.
"""

from armkrok.core.identity.oidc.beginning import Begun, begin
from armkrok.core.identity.oidc.config import ClaimNames, ClientAuth, OidcConfig, Signing, Userinfo
from armkrok.core.identity.oidc.errors import ConfigFault, Refused, TextTooLong, Unavailable
from armkrok.core.identity.oidc.finishing import finish, only_once
from armkrok.core.identity.oidc.keys import new_client_key, public_jwks
from armkrok.core.identity.oidc.published import forget, is_usable
from armkrok.core.identity.oidc.signing import Sign

__all__ = [
    "Begun", "ClaimNames", "ClientAuth", "ConfigFault", "OidcConfig", "Refused", "Sign", "Signing",
    "TextTooLong", "Unavailable", "Userinfo", "begin", "finish", "forget", "is_usable", "new_client_key",
    "only_once", "public_jwks",
]  # fmt: skip
