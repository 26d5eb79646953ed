"""Django's name for this package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.jobs"
    label = "jobs"
