"""The settings of the register of powers of attorney; every variable is described in docs/settings.md."""

from typing import Any

from environs import Env


def mandate_settings(env: Env, base_url: str, *, production: bool) -> dict[str, Any]:
    """From the environment; without a URL nobody may act for another."""
    return {
        "url": env.str("ARMKROK_MANDATES_URL", "").rstrip("/"),
        "third_party": env.str("ARMKROK_MANDATES_THIRD_PARTY", ""),
        "service_name": env.str("ARMKROK_MANDATES_SERVICE_NAME", "armkrok"),
        "token_url": env.str("ARMKROK_MANDATES_TOKEN_URL", ""),
        "client_id": env.str("ARMKROK_MANDATES_CLIENT_ID", ""),
        "client_secret": env.str("ARMKROK_MANDATES_CLIENT_SECRET", ""),
        "scope": env.str("ARMKROK_MANDATES_SCOPE", "user:self"),
        "user_key": env.str("ARMKROK_MANDATES_USER_KEY", ""),
        "user_key_id": env.str("ARMKROK_MANDATES_USER_KEY_ID", ""),
        "user_issuer": env.str("ARMKROK_MANDATES_USER_ISSUER", base_url),
        "tls_root": env.str("ARMKROK_MANDATES_TLS_ROOT", ""),
        "certificate": env.str("ARMKROK_MANDATES_CERTIFICATE", ""),
        "key": env.str("ARMKROK_MANDATES_KEY", ""),
        "codes": env.str(
            "ARMKROK_MANDATES_CODES",
            "god-man=guardian,forvaltare=administrator,vardnadshavare=custodian,"
            "firmatecknare=signatory,fullmakt=proxy,fullmakt-bygglov=proxy/permits",
        ),
        "minutes": env.int("ARMKROK_MANDATES_MINUTES", 10),
        "grace": env.int("ARMKROK_MANDATES_GRACE", 30),
        "simulated": env.bool("ARMKROK_MANDATES_SIMULATED", not production),
    }
