"""Django's name for this package."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.policies"
    label = "policies"
