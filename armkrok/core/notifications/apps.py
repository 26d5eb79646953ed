"""Django's name for this package."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.notifications"
    label = "notifications"
