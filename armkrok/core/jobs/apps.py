"""Django's name for this package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Put what the clock starts where the worker finds it."""
        import armkrok.core.jobs.upkeep  # noqa: F401, PLC0415  (the clock's jobs register when imported)
