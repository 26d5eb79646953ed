"""Django's name for this package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.audit"
    label = "audit"
