"""Django's name for this package."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.access"
    label = "access"
