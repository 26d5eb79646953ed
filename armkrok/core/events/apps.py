"""Django's name for this package."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.events"
    label = "events"
