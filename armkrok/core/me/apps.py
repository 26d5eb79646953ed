"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class MeConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.core.me"
    label = "me"

    def ready(self) -> None:
        from armkrok.core.me.service import service  # noqa: PLC0415  (needs the models)

        register(service)
