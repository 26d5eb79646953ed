"""Django's name for this package."""

from django.apps import AppConfig


class EidConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.eid"
    label = "eid"
