"""What is said of a request that is on its way, and of a file to check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import LinesField


class ReasonForm(forms.Form):
    """Why a request is withdrawn or a signature declined."""

    reason = LinesField(
        label=_("Varför?"),
        help_text=_("De som berörs får läsa det du skriver."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför.")},
    )


class CheckForm(forms.Form):
    """A file to check."""

    file = forms.FileField(
        label=_("Fil att kontrollera"),
        help_text=_("En underskriven PDF. Filen sparas inte."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )
