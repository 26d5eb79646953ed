"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class SchoolConfig(AppConfig):
    """Hands its descriptor to the register, and its receivers to those who keep agreements."""

    name = "armkrok.services.school"
    label = "school"

    def ready(self) -> None:
        from armkrok.services.exchange.public import receivers_from  # noqa: PLC0415  (need the models)
        from armkrok.services.school.queries.giving import GIVING  # noqa: PLC0415
        from armkrok.services.school.service import service  # noqa: PLC0415

        register(service)
        receivers_from(GIVING)
