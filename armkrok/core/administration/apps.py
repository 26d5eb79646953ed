"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class AdministrationConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.core.administration"
    label = "administration"

    def ready(self) -> None:
        from armkrok.core.administration.service import service  # noqa: PLC0415  (needs the models)

        register(service)
