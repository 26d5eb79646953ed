"""A list of people as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """The file; its lines are judged one by one afterwards."""

    file: Any = forms.FileField(
        label=_("Lista (CSV)"),
        help_text=_(
            "Första raden är rubriker: Namn, E-post och Personnummer, och om du vill Titel och Meddelande. "
            "Högst 10 000 rader."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )
