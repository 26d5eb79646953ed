"""What a form would change, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from armkrok.ui import words


@dataclass(frozen=True)
class Change:
    """A fact that becomes another; both in words, empty for nothing."""

    name: str
    was: str
    now: str


def differences(form: forms.BaseForm) -> tuple[Change, ...]:
    """The fields of a valid form whose values are others than those it began with."""
    found = []
    for name, field in form.fields.items():
        was = in_words(field, form.get_initial_for_field(field, name)) if form.initial else ""
        now = in_words(field, form.cleaned_data.get(name))
        if was != now:
            found.append(Change(str(field.label or ""), was, now))
    return tuple(found)


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as a person would say it."""
    if hasattr(field, "words"):
        return str(field.words(value))
    if isinstance(field, forms.BooleanField):
        return _("Ja") if value else _("Nej")
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        if isinstance(value, Model) or field.queryset is None:
            return str(value)
        return str(field.queryset.filter(pk=value).first() or "")
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(_chosen(field, str(one)) for one in chosen)
    if isinstance(value, date):
        return words.full_day(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _chosen(field: forms.ChoiceField, value: str) -> str:
    for key, text in field.choices:  # type: ignore[union-attr, misc]
        if isinstance(text, list | tuple):
            inner = {str(one): str(told) for one, told in text}
            if value in inner:
                return inner[value]
        elif str(key) == value:
            return str(text)
    return value
