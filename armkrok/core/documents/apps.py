"""Django's name for this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.documents"
    label = "documents"

    def ready(self) -> None:
        """Put what the clock starts where the worker finds it."""
        import armkrok.core.documents.jobs  # noqa: F401, PLC0415  (the clock's jobs register when imported)
