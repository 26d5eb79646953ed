"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class SigningConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.services.signing"
    label = "signing"

    def ready(self) -> None:
        from armkrok.services.signing.service import service  # noqa: PLC0415  (needs the models)

        register(service)
