"""Django's name for this package."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.members"
    label = "members"
