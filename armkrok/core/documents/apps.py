"""Django's name for this package."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See the package's own docstring."""

    name = "armkrok.core.documents"
    label = "documents"
