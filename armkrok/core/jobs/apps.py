"""Django's name for this package."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Put what the clock starts where the worker finds it."""
        import_module("armkrok.core.jobs.upkeep")
