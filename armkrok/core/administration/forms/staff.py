"""A list of staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StaffListForm(forms.Form):
    """The list, as a file or pasted, and what it means; its lines are judged one by one afterwards."""

    file: Any = forms.FileField(
        label=_("Fil (CSV)"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=_("Högst 10 000 rader och 5 MB."),
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("Eller klistra in listan"), required=False, max_length=5_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    is_whole = forms.BooleanField(
        label=_("Listan är hela sanningen: den som arbetar här men saknas i listan har slutat"),
        required=False,
    )
    gives_role = forms.BooleanField(label=_("Ge nya personer rollen Medarbetare"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool((data.get("pasted") or "").strip()):
            raise forms.ValidationError(_("Välj en fil, eller klistra in listan. Gör det ena."))
        return data

    def content(self) -> tuple[bytes, str]:
        """The list's bytes and what to call it."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), str(_("Inklistrad lista"))
