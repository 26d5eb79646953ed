"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class MandatesConfig(AppConfig):
    """Hands its descriptor to the register, and its check to the way in."""

    name = "armkrok.core.mandates"
    label = "mandates"

    def ready(self) -> None:
        from armkrok.core.access.for_others import mandate_check  # noqa: PLC0415  (needs the models)
        from armkrok.core.mandates.checking import check  # noqa: PLC0415
        from armkrok.core.mandates.service import service  # noqa: PLC0415

        register(service)
        mandate_check.fill(check)
