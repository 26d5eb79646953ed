"""Django's name for this package, so that its command is found."""

from django.apps import AppConfig


class SeedingConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.site.seeding"
    label = "seeding"
