"""Django's name for this package."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Brings the system checks in."""

    name = "armkrok.core.registry"
    label = "registry"

    def ready(self) -> None:
        import armkrok.core.registry.checks  # noqa: F401, PLC0415  (checks register when imported)
