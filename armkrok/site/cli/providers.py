"""Identity providers that must not be open in production: there anybody can be anybody."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from armkrok.site.cli.place import Stop, is_here

if TYPE_CHECKING:
    from armkrok.core.eid.models import Provider


def refuse_simulated_providers() -> None:
    """Stop when production has such a provider open. Django must be set up and the database up to date."""
    from django.conf import settings
    from django.db import connections

    found = list(faults_of_providers()) if settings.PRODUCTION else []
    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    if found:
        raise Stop(f"Armkrok startar inte. {' '.join(found)}")


def faults_of_providers() -> Iterator[str]:
    """A sentence for each open provider, in any organisation, that leads here or cannot be read."""
    from armkrok.core.eid.models import Provider

    for row in Provider.offered.select_related("organisation").order_by("organisation__slug", "name"):
        told = f"{row.name} hos {row.organisation.name}"
        try:
            if _leads_here(_address(row)):
                yield (
                    f"Inloggningen {told} leder till den här datorn eller är okrypterad. Stäng den under "
                    "Inställningar, Sätt att logga in."
                )
        except ValueError:
            yield f"Inställningarna för inloggningen {told} går inte att läsa. Rätta eller stäng den."


def _address(row: "Provider") -> str:
    """Where people are sent, by the provider's settings; raises ValueError."""
    from armkrok.core.eid.models import Provider
    from armkrok.core.eid.protocols import saml_config

    if row.kind == Provider.Kind.SAML:
        return saml_config(row).idp.sso_url
    return str(row.settings.get("issuer", ""))


def _leads_here(url: str) -> bool:
    """Whether it is on this machine, or without HTTPS, which only a simulator is."""
    parts = urlsplit(url)
    return parts.scheme != "https" or is_here(parts.hostname or "")
