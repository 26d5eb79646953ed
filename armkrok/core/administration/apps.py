"""Django's name for this package."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.administration"
    label = "administration"
