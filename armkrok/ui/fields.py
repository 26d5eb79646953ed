"""What the form parts need to know about a bound field, and the widgets that the pages use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString
from django.utils.translation import gettext


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar; the value on the wire is always 2026-11-27."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SecretField(forms.CharField):
    """A key that is kept and never shown. `initial` is whether there is one; left empty, that one stays.

    A required one is so as long as none is kept.
    """

    widget = forms.PasswordInput
    is_kept = False

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No browser is to remember it."""
        return {**super().widget_attrs(widget), "autocomplete": "off"}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """With the words for what is so here."""
        self.is_kept = bool(form.get_initial_for_field(self, field_name))
        self.required = self.required and not self.is_kept
        kept = gettext("Finns redan. Lämna tomt för att behålla. Visas aldrig igen.")
        self.help_text = kept if self.is_kept else gettext("Visas aldrig igen.")
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> str:
        """Never shown, not even when the form comes back with errors."""
        return ""


class ChoiceForm(forms.Form):
    """A form where some fields go with one choice of another field, and are nothing to the other choices.

    Such a field is declared as if that choice were the only one: what is required is so when the choice has
    been made. The page says which choice it is.
    """

    goes_with: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """{field: (the field that chooses, its value)}"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = {name for name in self.goes_with if self.fields[name].required}
        for name in self.needed:
            chooser, value = self.goes_with[name]
            self.fields[name].required = self._chosen(chooser) == value

    def _chosen(self, name: str) -> str:
        field = self.fields[name]
        if self.is_bound:
            return str(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))
        return str(self.get_initial_for_field(field, name))


@dataclass(frozen=True)
class Choice:
    """Which choice a field goes with: the chooser's name in the page, its value, and what is said of it."""

    chooser: str
    value: str
    words: str


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
    if field.help_text or (not is_filter and (is_optional(field) or choice_of(field))):
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def is_optional(field: BoundField) -> bool:
    """Whether the page should say "Frivilligt".

    A lone checkbox is a yes or a no, and a select always has a choice: they are never optional.
    """
    form = field.form
    if isinstance(form, ChoiceForm) and field.name in form.needed:
        return False
    if isinstance(field.field, SecretField) and field.field.is_kept:
        return False
    if isinstance(field.field.widget, forms.Select):
        return False
    return not field.field.required and kind_of(field) in {"control", "choices"}


def choice_of(field: BoundField) -> Choice | None:
    """The choice that a field of a ChoiceForm goes with, and the words for when it is to be filled in."""
    form = field.form
    if not isinstance(form, ChoiceForm) or field.name not in form.goes_with:
        return None
    name, value = form.goes_with[field.name]
    chooser = form[name]
    label = next(label for key, label in chooser.field.choices if str(key) == value)  # type: ignore[attr-defined]
    words = (
        gettext("Behövs för ”{choice}”.") if field.name in form.needed else gettext("Bara för ”{choice}”.")
    )
    return Choice(chooser.html_name, value, words.format(choice=label))


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
