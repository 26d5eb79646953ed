"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class WebhooksConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.core.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from armkrok.core.webhooks.service import service  # noqa: PLC0415  (needs the models)

        register(service)
