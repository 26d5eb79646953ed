"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class PasskeysConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.core.passkeys"
    label = "passkeys"

    def ready(self) -> None:
        from armkrok.core.passkeys.service import service  # noqa: PLC0415  (needs the models)

        register(service)
