"""Django's name for this package."""

from django.apps import AppConfig

from armkrok.core.registry import register


class ProtectionConfig(AppConfig):
    """Hands its descriptor to the register, and its rules to the guarded fields."""

    name = "armkrok.core.protection"
    label = "protection"

    def ready(self) -> None:
        from armkrok.core.identity.guarding import watch  # noqa: PLC0415  (needs the models)
        from armkrok.core.identity.people import newcomers  # noqa: PLC0415
        from armkrok.core.protection.refreshing import expect  # noqa: PLC0415
        from armkrok.core.protection.service import service  # noqa: PLC0415
        from armkrok.core.protection.watch import NamedStaff  # noqa: PLC0415

        register(service)
        watch.fill(NamedStaff())
        newcomers.fill(expect)
