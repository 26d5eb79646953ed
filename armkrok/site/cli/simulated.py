"""Production never talks to a simulator (docs/operation.md)."""

import os
from collections.abc import Iterator

from armkrok.site.cli.place import Stop

DEMO_ONLY = ("ARMKROK_SIMULATED_OIDC", "ARMKROK_SIMULATED_SAML")


def refuse_simulators() -> None:
    """Stop when production is set to use what only demos and tests may use. Django must be set up."""
    from django.conf import settings

    chosen = list(_chosen()) if settings.PRODUCTION else []
    if chosen:
        raise Stop(f"Armkrok startar inte i drift med {' och '.join(chosen)}. Se docs/settings.md.")


def _chosen() -> Iterator[str]:
    from django.conf import settings

    from armkrok.core.eid.orders import config
    from armkrok.core.identity.bankid.config import UnsafeBankIdConfig

    try:
        is_simulated = settings.BANKID_SIMULATED or config().is_simulated
    except UnsafeBankIdConfig as error:
        raise Stop(f"Armkrok startar inte: {error}") from error
    if is_simulated:
        yield "ett simulerat BankID (ARMKROK_BANKID_URL, ARMKROK_BANKID_SIMULATED)"
    if settings.TSA_SIMULATED:
        yield "simulerade tidsstämplar (ARMKROK_TSA_SIMULATED)"
    if settings.POPULATION["url"] and settings.POPULATION["simulated"]:
        yield "en simulerad folkbokföring (ARMKROK_POPULATION_SIMULATED)"
    if settings.MANDATES["url"] and settings.MANDATES["simulated"]:
        yield "ett simulerat register över fullmakter (ARMKROK_MANDATES_SIMULATED)"
    for name in DEMO_ONLY:
        if os.environ.get(name):
            yield f"demots inloggningar ({name})"
    if settings.ONLY_TEST_NUMBERS:
        yield "bara påhittade personnummer (ARMKROK_ONLY_TEST_NUMBERS)"
    if settings.OUTGOING_HOSTS:
        yield "interna adresser bland dem som får anropas (ARMKROK_OUTGOING_HOSTS)"
