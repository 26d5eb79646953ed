"""Django's name for this package."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save

from armkrok.core.registry import register


class ProtectionConfig(AppConfig):
    """Hands its descriptor to the register, and its rules to the guarded fields."""

    name = "armkrok.core.protection"
    label = "protection"

    def ready(self) -> None:
        from armkrok.core.identity.guarding import watched_by  # noqa: PLC0415  (needs the models)
        from armkrok.core.identity.models import Person  # noqa: PLC0415
        from armkrok.core.identity.people import people_added  # noqa: PLC0415
        from armkrok.core.protection.refreshing import expect  # noqa: PLC0415
        from armkrok.core.protection.service import service  # noqa: PLC0415
        from armkrok.core.protection.watch import NamedStaff  # noqa: PLC0415

        register(service)
        watched_by(NamedStaff())

        def one_added(created: bool, **_: Any) -> None:
            if created:
                expect()

        post_save.connect(one_added, sender=Person, weak=False)
        people_added.connect(expect, sender=Person)
