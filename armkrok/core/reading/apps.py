"""Django's name for this package."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.reading"
    label = "reading"
