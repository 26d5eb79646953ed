"""Django's name for this package."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Organisations, boards, units and switched-on services."""

    name = "armkrok.core.tenants"
    label = "tenants"
