"""What the form parts need to know about a bound field, and the widgets that the pages use."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar; the value on the wire is always 2026-11-27."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


@dataclass(frozen=True)
class Problem:
    """One line in the error summary: where to go and what is wrong. An empty address means no field."""

    target: str
    text: str


def kind_of(field: BoundField) -> str:
    """Which of the field parts draws this field: hidden, choices, checkbox or control."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"


def described_by(field: BoundField, is_filter: bool = False) -> str:
    """Ids of the hint and the error, in reading order (WCAG 2.2, 3.3.1 and 1.3.1)."""
    ids = []
    if field.help_text or (is_optional(field) and not is_filter):
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def is_optional(field: BoundField) -> bool:
    """Whether the page should say "Frivilligt". A lone checkbox is a yes or a no, never optional."""
    return not field.field.required and kind_of(field) in {"control", "choices"}


def control(field: BoundField, width: str, is_filter: bool = False) -> SafeString:
    """The input, select or textarea itself, with the design system's class and its descriptions."""
    attrs = field.field.widget.attrs
    classes = [attrs.get("class", ""), "ds-input", f"ak-{width}" if width else ""]
    added: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if ids := described_by(field, is_filter):
        added["aria-describedby"] = ids
    return field.as_widget(attrs=added)


def first_id(field: BoundField) -> str:
    """The id that a link in the error summary leads to: the control, or the first choice."""
    return f"{field.auto_id}_0" if kind_of(field) == "choices" else field.id_for_label or str(field.auto_id)


def problems(form: "forms.BaseForm | BaseFormSet[Any]") -> Iterator[Problem]:
    """All errors of a form or a formset, in the order of the page."""
    if isinstance(form, BaseFormSet):
        for row in form.forms:
            yield from problems(row)
        yield from (Problem("", str(text)) for text in form.non_form_errors())
        return
    yield from (Problem("", str(text)) for text in form.non_field_errors())
    for field in form:
        yield from (Problem(first_id(field), str(text)) for text in field.errors)
