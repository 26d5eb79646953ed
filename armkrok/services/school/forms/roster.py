"""Which day the roster is asked about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.ui.fields import DayInput


class DayForm(forms.Form):
    """A day, past or coming."""

    dag = forms.DateField(
        label=_("Dag"), widget=DayInput(), error_messages={"invalid": _("Skriv en dag, som 2026-10-01")}
    )
