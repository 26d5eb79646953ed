"""Django's name for this package."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.identity"
    label = "identity"
