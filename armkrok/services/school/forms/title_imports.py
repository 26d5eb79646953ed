"""A list of titles to read in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TitleListForm(forms.Form):
    """The file; its titles are judged one by one afterwards."""

    file: Any = forms.FileField(
        label=_("Fil (CSV eller ONIX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xml,.onix,text/csv,application/xml,text/xml"}),
        help_text=_("CSV högst 30 MB. ONIX 3.0 eller 3.1, med långa eller korta taggar."),
        error_messages={"required": _("Välj en fil"), "empty": _("Filen är tom")},
    )
