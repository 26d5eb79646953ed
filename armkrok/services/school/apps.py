"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class SchoolConfig(AppConfig):
    """Hands its descriptor to the register."""

    name = "armkrok.services.school"
    label = "school"

    def ready(self) -> None:
        from armkrok.services.school.service import service  # noqa: PLC0415  (needs the models)

        register(service)
