"""Fields for text that people will read."""

from typing import Any

from django import forms

from armkrok.kit.visible_text import readable, readable_lines


class VisibleField(forms.CharField):
    """A name: one line, of which something can be seen."""

    def clean(self, value: Any) -> str:
        """As people will see it; nothing visible counts as nothing."""
        seen: str = super().clean(readable(str(value or "")))
        return seen


class LinesField(forms.CharField):
    """A text of several lines, without what cannot be seen."""

    def clean(self, value: Any) -> str:
        """As people will see it."""
        seen: str = super().clean(readable_lines(str(value or "")))
        return seen
