"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class ExchangeConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.services.exchange"
    label = "exchange"

    def ready(self) -> None:
        from armkrok.services.exchange.service import service  # noqa: PLC0415  (needs the models)

        register(service)
