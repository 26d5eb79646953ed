"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class ScimConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.core.scim"
    label = "scim"

    def ready(self) -> None:
        from armkrok.core.scim.service import service  # noqa: PLC0415  (needs the models)

        register(service)
