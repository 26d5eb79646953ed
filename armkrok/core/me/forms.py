"""Which two persons, and why they are one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.forms.fields import NumberField


class TwoForm(forms.Form):
    """Two numbers; sent by POST, and written in no page."""

    kept = NumberField()
    other = NumberField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].label = _("Numret som gäller")
        self.fields["other"].label = _("Numret som ska bort")
        self.fields["other"].help_text = _("Oftast ett samordningsnummer. Det sparas som tidigare nummer.")


class ReasonForm(forms.Form):
    """Why; `two` says who, signed by us."""

    two = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Varför är de samma människa?"),
        max_length=300,
        help_text=_("Hur ni har kontrollerat det. Skriv inga personnummer."),
        error_messages={"required": _("Skriv hur ni har kontrollerat det.")},
    )
    reference = forms.CharField(
        label=_("Ärende"),
        max_length=100,
        error_messages={"required": _("Skriv ärendets nummer.")},
    )
