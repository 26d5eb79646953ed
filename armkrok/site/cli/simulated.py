"""Production never talks to a simulator (docs/operation.md)."""

import os

from armkrok.site.cli.place import Stop, is_production

SWITCHES = {
    "ARMKROK_BANKID_SIMULATED": "BankID-simulatorn",
    "ARMKROK_TSA_SIMULATED": "tidsstämpelsimulatorn",
    "ARMKROK_ONLY_TEST_NUMBERS": "bara påhittade personnummer",
}
ON = {"1", "true", "yes", "on", "y", "t"}


def refuse_simulators() -> None:
    """Stop when production is set to use what only demos and tests may use."""
    if not is_production():
        return
    chosen = [text for name, text in SWITCHES.items() if os.environ.get(name, "").lower() in ON]
    if chosen:
        raise Stop(f"Armkrok startar inte i drift med {' och '.join(chosen)}. Se docs/settings.md.")
